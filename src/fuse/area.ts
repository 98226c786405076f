import type { SparseImage } from '../image/index.js';
import type { fuseArea } from '../layout/index.js';
import { wordCount } from '../mp1/index.js';

export type FuseArea = ReturnType<typeof fuseArea>;

/** Bytes of a word. */
export const wordSize = 4;

export function addressOfWord(area: FuseArea, word: number): number {
  return area.otp.base + word * wordSize;
}

/** Of the byte that stands for the permanent lock of a word. */
export function addressOfLock(area: FuseArea, word: number): number {
  return area.otp.base + lockOffset(area) + word;
}

/** Words of which an image holds a byte, in order. */
export function touchedWords(area: FuseArea, image: SparseImage): readonly number[] {
  return allWords.filter((word) => {
    const address = addressOfWord(area, word);
    return !image.clip(address, address + wordSize).isEmpty;
  });
}

/** Words that an image locks, in order. */
export function lockedWords(area: FuseArea, image: SparseImage): readonly number[] {
  return allWords.filter((word) => image.byteAt(addressOfLock(area, word)) !== undefined);
}

const allWords = Array.from({ length: wordCount }, (_, word) => word);

function lockOffset({ otp: { locks, data } }: FuseArea): number {
  return locks?.offset ?? data.size;
}
