import { posix } from 'node:path';
import { type DocPage, topicOf } from './pages.js';

/** Pages for one wish of a reader. */
export interface DocSection {
  readonly title: string;
  readonly topics: readonly { readonly topic: string; readonly title: string }[];
}

/** The sections of docs/README.md, with the pages that each of them links. */
export function contentsOf(pages: readonly DocPage[]): readonly DocSection[] {
  const first = pages.find(({ topic }) => topic === '')?.markdown ?? '';
  return first
    .split(/^## /m)
    .slice(1)
    .map((part) => {
      const links = [...part.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)];
      const topics = new Set(links.map(([, path = '']) => topicOf(posix.normalize(path))));
      return {
        title: part.split('\n')[0] ?? '',
        topics: [...topics].flatMap((topic) => {
          const page = pages.find((each) => each.topic === topic);
          return page ? [{ topic, title: page.title }] : [];
        }),
      };
    });
}
