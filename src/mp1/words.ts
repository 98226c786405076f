/** The fuses of an STM32MP1: 96 words of 32 bits. */
export const wordCount = 96;

/** Linux shows them as one file. */
export const nvmemSize = 4 * wordCount;

/** The first word with error correction: it takes a single write. Those before take more ones at any time. */
export const upperStart = 32;

/** Bits are stored twice and set one by one (lower), or a word has check bits and is programmed once (upper). */
export type WordRange = 'lower' | 'upper';

export function rangeOf(word: number): WordRange {
  return word < upperStart ? 'lower' : 'upper';
}

/** The name of a word in ST's documents: CFG9, ID0, HW7, PKH0, XK25. */
export function wordName(word: number): string {
  const group = groups.findLast(({ from }) => word >= from);
  return group ? `${group.name}${word - group.from}` : `${word}`;
}

const groups: readonly { readonly name: string; readonly from: number }[] = [
  { name: 'CFG', from: 0 },
  { name: 'ID', from: 13 },
  { name: 'HW', from: 16 },
  { name: 'PKH', from: 24 },
  { name: 'XK', from: 32 },
];
