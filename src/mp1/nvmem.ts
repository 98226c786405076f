import type { FuseWord } from './fuses.js';
import { wordCount } from './words.js';

/** The words of an nvmem dump, the first of them `at`. Bytes that a text lacks are undefined. */
export function nvmemWords(bytes: readonly (number | undefined)[], at = 0): readonly FuseWord[] {
  return Array.from({ length: wordCount }, (_, word) => nvmemWord(uint32At(bytes, 4 * (word - at))));
}

/** Undefined where one of its bytes is not known. */
export function uint32At(bytes: readonly (number | undefined)[], offset: number): number | undefined {
  const [a, b, c, d] = offset < 0 ? [] : bytes.slice(offset, offset + 4);
  if (a === undefined || b === undefined || c === undefined || d === undefined) return undefined;
  return (a | (b << 8) | (c << 16) | (d << 24)) >>> 0;
}

// Linux shows 0 for words that the secure world does not give it.
function nvmemWord(value: number | undefined): FuseWord {
  if (value === undefined) return absentWord;
  return { knowledge: value === 0 ? 'unsure' : 'known', value, status: undefined };
}

export const absentWord: FuseWord = { knowledge: 'absent', value: undefined, status: undefined };
