import { distance } from 'fastest-levenshtein';

/**
 * The names that somebody may have meant by a word, nearest first: at most one typing error in three letters, and never
 * more than three. Case does not count.
 */
export function nearNames(word: string, names: Iterable<string>, most = 3): readonly string[] {
  const wanted = word.toUpperCase();
  const bound = Math.min(Math.floor(wanted.length / 3), 3);
  return [...new Set(names)]
    .map((name) => ({ name, errors: typingErrors(wanted, name.toUpperCase()) }))
    .filter(({ errors }) => errors <= bound)
    .sort((a, b) => a.errors - b.errors || a.name.localeCompare(b.name))
    .slice(0, most)
    .map(({ name }) => name);
}

/** "Did you mean …?"; undefined where no name is near. */
export function didYouMean(names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined;
  const before = names.length > 1 ? `${names.slice(0, -1).join(', ')} or ` : '';
  return `Did you mean ${before}${names.at(-1)}?`;
}

/** Letters that are wrong, missing or too many; two neighbours in the wrong order are one error. */
function typingErrors(word: string, name: string): number {
  let least = distance(word, name);
  for (let at = 1; at < word.length && least > 1; at += 1) {
    const swapped = `${word.slice(0, at - 1)}${word[at]}${word[at - 1]}${word.slice(at + 1)}`;
    least = Math.min(least, 1 + distance(swapped, name));
  }
  return least;
}
