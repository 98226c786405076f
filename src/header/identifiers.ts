/** Gives each thing a C name of its own: names that differ in nothing but what C leaves out get a number. */
export class Identifiers {
  readonly #taken = new Set<string>();

  /** Takes the names that `derive` makes of a word, for the first word for which all of them are free. */
  take(name: string, derive: (word: string) => readonly string[]): string {
    const word = name.replaceAll(/[^A-Za-z0-9_]+/g, '_').replaceAll(/^_+|_+$/g, '');
    for (let number = 1; ; number += 1) {
      const candidate = number === 1 ? word : `${word}_${number}`;
      const names = derive(candidate);
      if (names.some((each) => this.#taken.has(each))) continue;
      for (const each of names) this.#taken.add(each);
      return candidate;
    }
  }
}
