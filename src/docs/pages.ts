import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packagePath } from '../files/package-path.js';

/** A page of the documentation that ships with the package. */
export interface DocPage {
  /** Its path below docs/ without .md: "hosts/stlink"; of a README that of its folder, "" for the first page. */
  readonly topic: string;
  readonly title: string;
  /** From the package's folder: "docs/hosts/stlink.md". */
  readonly file: string;
  readonly markdown: string;
}

/** Every page, by its topic. */
export async function docPages(): Promise<readonly DocPage[]> {
  const names = await readdir(packagePath('docs'), { recursive: true });
  const paths = names.filter((name) => name.endsWith('.md')).map((name) => name.replaceAll('\\', '/'));
  return Promise.all(paths.toSorted().map(readPage));
}

async function readPage(path: string): Promise<DocPage> {
  const markdown = await readFile(packagePath('docs', ...path.split('/')), 'utf8');
  const [, title = path] = /^# (.*)$/m.exec(markdown) ?? [];
  return { topic: topicOf(path), title, file: join('docs', path).replaceAll('\\', '/'), markdown };
}

/** The topic of a page, by its path below docs/. */
export function topicOf(path: string): string {
  return path.replace(/\.md$/, '').replace(/(?:^|\/)README$/, '');
}
