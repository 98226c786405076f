/** A word that may be at the cursor. One that ends in one of ":,=/" goes on. */
export interface Candidate {
  readonly value: string;
  readonly description: string;
}

/** What a shell offers: these words, or files or folders, which it finds itself. */
export interface Answer {
  readonly offer: 'words' | 'files' | 'folders';
  readonly candidates: readonly Candidate[];
}

export const noWords: Answer = { offer: 'words', candidates: [] };

export function wordsAnswer(candidates: readonly Candidate[]): Answer {
  return { offer: 'words', candidates };
}

export function plainWords(values: readonly string[], description = ''): readonly Candidate[] {
  return values.map((value) => ({ value, description }));
}

/** The candidates that begin with what is typed. Case does not count: shells put the right letters in. */
export function beginningWith(typed: string, candidates: readonly Candidate[]): readonly Candidate[] {
  const start = typed.toUpperCase();
  return candidates.filter(({ value }) => value.toUpperCase().startsWith(start));
}

/** The candidates behind something that is typed already. */
export function behind(head: string, candidates: readonly Candidate[]): readonly Candidate[] {
  return candidates.map(({ value, description }) => ({ value: `${head}${value}`, description }));
}

/**
 * An answer as the scripts of the shells read it: what to offer, then a line for each word, its description behind a blank.
 * A word that a shell could take for more than a word is left out.
 */
export function answerText({ offer, candidates }: Answer): string {
  const plain = candidates.filter(({ value }) => /^[\w.:,=/+@%-]+$/.test(value));
  return [offer, ...plain.map(({ value, description }) => `${value} ${oneLine(description)}`)].join('\n');
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}
