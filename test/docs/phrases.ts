import { phrasesToAvoid } from './phrases-to-avoid.js';

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

const avoided = Object.entries(phrasesToAvoid).map(([instead, phrases]) => ({
  instead,
  pattern: new RegExp(`\\b(?:${phrases.join('|')})\\b`, 'gi'),
}));

/** Every avoided phrase of a text: the words around it, and what to write instead. */
export function findPhrases(text: string): readonly string[] {
  const checked = allowed.reduce(
    (rest, phrase) => rest.replaceAll(new RegExp(phrase, 'gi'), '…'),
    plain(text),
  );
  return avoided.flatMap(({ instead, pattern }) =>
    [...checked.matchAll(pattern)].map(
      ({ index }) => `${checked.slice(Math.max(0, index - 30), index + 40)} (write: ${instead})`,
    ),
  );
}

/** Markdown without its blocks: what commands print is found where it is made. */
export function proseOf(markdown: string): string {
  return markdown.replaceAll(/^```.*?^```/gms, '');
}

// A sentence runs on over line ends, comment leaders and joined strings.
function plain(text: string): string {
  return text
    .replaceAll(/['"`] \+\s*['"`]/g, '')
    .replaceAll(/\n\s*(?:\*(?!\/)|\/\/)/g, ' ')
    .replaceAll(/\s+/g, ' ');
}
