import { readFile } from 'node:fs/promises';

/** Phrases that are right although an avoided one is part of them. */
const allowed = [
  'there is no',
  'there are no',
  'is no longer',
  'are no longer',
  'is there no',
  'are there no',
  'stands in for',
];

/** The avoided phrases of a table `| avoid | write |`. */
export function phrasesOf(page: string): readonly string[] {
  const rows = page.split('\n').filter((line) => /^\| `/.test(line));
  return rows.flatMap((row) =>
    [...(row.split(' | ')[0] ?? '').matchAll(/`([^`]+)`/g)].map(([, text = '']) => text),
  );
}

export const writingPage = 'docs/contributing/writing.md';
const phrases = phrasesOf(await readFile(writingPage, 'utf8'));
const avoided = new RegExp(`\\b(?:${phrases.join('|')})\\b`, 'gi');

/** Every avoided phrase of a text with the words around it. */
export function findPhrases(text: string): readonly string[] {
  const spaced = allowed.reduce(
    (rest, phrase) => rest.replaceAll(new RegExp(phrase, 'gi'), '…'),
    plain(text),
  );
  return [...spaced.matchAll(avoided)].map(({ index }) => spaced.slice(Math.max(0, index - 30), index + 40));
}

/** Markdown without its blocks (what commands print is found where it is made) and without the table of phrases. */
export function proseOf(markdown: string): string {
  return markdown.replaceAll(/^```.*?^```/gms, '').replace(/^\| avoid \| write \|$.*/ms, '');
}

// A sentence runs on over line ends, comment leaders and joined strings.
function plain(text: string): string {
  return text
    .replaceAll(/['"`] \+\s*['"`]/g, '')
    .replaceAll(/\n\s*(?:\*(?!\/)|\/\/)/g, ' ')
    .replaceAll(/\s+/g, ' ');
}
