import { OtpforgeError } from '../errors/index.js';
import { type Chunk, SparseImage } from '../image/index.js';
import { wordCount, wordName } from '../mp1/index.js';
import { hex32 } from '../text/hex.js';
import { count } from '../text/plural.js';
import { addressOfLock, addressOfWord, type FuseArea, wordSize } from './area.js';

/** What is wanted of one word. */
export interface FuseWish {
  readonly word: number;
  /** Unsigned; without one the word keeps its value. */
  readonly value?: number;
  /** Lock it forever. */
  readonly lock?: boolean;
}

/** Data for words in a row. */
export interface FuseData {
  readonly file: string;
  readonly bytes: Uint8Array;
  /** Where it begins. */
  readonly word: number;
  readonly lock?: boolean;
}

/** The image of words, as somebody names them. Errors: MP1_WORD for one that is not there, or is named twice. */
export function imageOfWishes(area: FuseArea, wishes: readonly FuseWish[], from: string): SparseImage {
  const named = new Set<number>();
  const chunks = wishes.flatMap(({ word, value, lock }): Chunk[] => {
    checkWord(word);
    if (named.has(word)) throw twice(word);
    named.add(word);
    return [
      ...(value === undefined ? [] : [valueChunk(area, word, value, from)]),
      ...(lock ? [lockChunk(area, word, from)] : []),
    ];
  });
  return SparseImage.fromChunks(chunks);
}

/** The image of a file of little-endian words. Errors: MP1_DATA, MP1_WORD. */
export function imageOfData(area: FuseArea, { file, bytes, word, lock }: FuseData): SparseImage {
  checkWord(word);
  if (bytes.length === 0 || bytes.length % wordSize !== 0) {
    throw new OtpforgeError('MP1_DATA', {
      message: `${file}: ${count(bytes.length, 'byte')} are not whole words of ${wordSize}`,
      remedy: 'Give a binary file of 32-bit words, least significant byte first.',
      details: { file, size: bytes.length },
    });
  }
  const words = bytes.length / wordSize;
  const last = word + words - 1;
  if (last >= wordCount) {
    throw new OtpforgeError('MP1_DATA', {
      message: `${file}: ${count(words, 'word')} from word ${word} on end at word ${last}; the last one is ${wordCount - 1}`,
      remedy: 'Give a shorter file, or an earlier word.',
      details: { file, size: bytes.length, word },
    });
  }
  const origin = { source: { file, kind: 'binary' as const } };
  const locks = Array.from({ length: lock ? words : 0 }, (_, index) => lockChunk(area, word + index, file));
  return SparseImage.fromChunks([{ address: addressOfWord(area, word), bytes, origin }, ...locks]);
}

function checkWord(word: number): void {
  if (Number.isInteger(word) && word >= 0 && word < wordCount) return;
  throw new OtpforgeError('MP1_WORD', {
    message: `there is no word ${word}: an STM32MP1 has words 0 to ${wordCount - 1}`,
    remedy: 'A word is its number, not an address: the word at 0xE4 of an nvmem dump is 57.',
    details: { word },
  });
}

function twice(word: number): OtpforgeError {
  return new OtpforgeError('MP1_WORD', {
    message: `word ${word} (${wordName(word)}) is named twice`,
    remedy: 'Name each word once.',
    details: { word },
  });
}

function valueChunk(area: FuseArea, word: number, value: number, file: string): Chunk {
  if (!Number.isInteger(value) || value < 0 || value > 0xffffffff) {
    throw new OtpforgeError('MP1_WORD', {
      message: `word ${word}: ${value} is not a value of 32 bits`,
      remedy: 'Give 0x00000001 to 0xFFFFFFFF.',
      details: { word },
    });
  }
  // The service programs nothing for 0 and reports success.
  if (value === 0) {
    throw new OtpforgeError('MP1_WORD', {
      message: `word ${word}: ${hex32(0)} writes nothing: a fuse is never cleared, and the service takes 0 for "leave the value"`,
      remedy: `To lock it as it is: otpforge mp1 lock word=${word}.`,
      details: { word },
    });
  }
  const bytes = new Uint8Array(wordSize);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return { address: addressOfWord(area, word), bytes, origin: { source: { file, kind: 'binary' } } };
}

function lockChunk(area: FuseArea, word: number, file: string): Chunk {
  return {
    address: addressOfLock(area, word),
    bytes: Uint8Array.of(1),
    origin: { source: { file, kind: 'binary' } },
  };
}
