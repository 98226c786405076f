import { OtpforgeError } from '../errors/index.js';
import { didYouMean, nearNames } from '../text/near.js';
import { codeEntry, documentedCodes } from './codes.js';
import type { DocPage } from './pages.js';
import { anchorsOf, sectionAt } from './sections.js';

/**
 * The page of a topic: "safety", "hosts/stlink" or "stlink", a part of one as "safety#after-a-failure", or an error code.
 * Errors: USAGE.
 */
export function findTopic(query: string, pages: readonly DocPage[]): DocPage {
  const [name = '', anchor] = query.trim().split('#');
  const page = pageCalled(name, pages) ?? codePage(name, pages);
  if (!page) throw unknownTopic(query, topicNames(pages));
  if (anchor === undefined) return page;
  const markdown = sectionAt(page.markdown, anchor);
  if (markdown !== undefined) return { ...page, topic: `${page.topic}#${anchor}`, markdown };
  throw unknownTopic(
    query,
    anchorsOf(page.markdown).map((each) => `${page.topic}#${each}`),
  );
}

/** What `otpforge docs` takes: pages, short names of those in folders, and codes. */
export function topicNames(pages: readonly DocPage[]): readonly string[] {
  const topics = pages.map(({ topic }) => topic).filter((topic) => topic !== '');
  const short = topics.map(lastPart).filter((name) => pageCalled(name, pages));
  return [...new Set([...topics, ...short]), ...documentedCodes(pages)];
}

function pageCalled(name: string, pages: readonly DocPage[]): DocPage | undefined {
  const wanted = name
    .toLowerCase()
    .replace(/^(?:\.\/)?docs\//, '')
    .replace(/\.md$/, '');
  const page = pages.find(({ topic }) => topic !== '' && topic === wanted);
  if (page) return page;
  const [only, another] = pages.filter(({ topic }) => topic !== '' && lastPart(topic) === wanted);
  return another ? undefined : only;
}

function lastPart(topic: string): string {
  return topic.slice(topic.lastIndexOf('/') + 1);
}

function codePage(name: string, pages: readonly DocPage[]): DocPage | undefined {
  const code = name.toUpperCase();
  const markdown = /^[A-Z][A-Z0-9_]+$/.test(code) ? codeEntry(code, pages) : undefined;
  return markdown === undefined
    ? undefined
    : { topic: code, title: code, file: 'docs/exit-codes.md', markdown };
}

function unknownTopic(query: string, names: readonly string[]): OtpforgeError {
  const suggestions = nearNames(query, names);
  return new OtpforgeError('USAGE', {
    message: `the documentation has no page or code called ${JSON.stringify(query)}`,
    remedy: didYouMean(suggestions) ?? 'otpforge docs lists the pages.',
    details: { topic: query, suggestions },
  });
}
