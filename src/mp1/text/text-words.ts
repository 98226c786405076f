import { OtpforgeError } from '../../errors/index.js';
import { count } from '../../text/plural.js';
import type { FuseWord } from '../fuses.js';
import { absentWord, nvmemWords, uint32At } from '../nvmem.js';
import {
  partitionSize,
  partitionVersion,
  refuseSize,
  refuseVersion,
  sizeError,
  valueOffset,
} from '../partition.js';
import { fuseWord } from '../read-partition.js';
import { nvmemSize, wordCount } from '../words.js';
import { type DumpText, readDumpText } from './dump-text.js';
import { textError } from './text-error.js';

/** What the text of hexdump, od or xxd says of fuses. */
export interface TextWords {
  readonly source: 'partition' | 'nvmem';
  readonly state: number | undefined;
  readonly words: readonly FuseWord[];
}

/** `at`: the word that the text begins with. Errors: MP1_TEXT, MP1_TEXT_PLACE, MP1_SIZE, MP1_VERSION. */
export function textWords(text: string, at: number | undefined): TextWords {
  const dump = readDumpText(text, at);
  if (at !== undefined) return placed(dump, at);
  if (dump.start === undefined)
    throw noPlace(`it has no addresses: nothing says which ${words(dump)} these are`);
  const bytes = fromZero(dump);
  if (isPartition(dump, bytes)) return partitionWords(upTo(partitionSize, bytes, dump));
  return { source: 'nvmem', state: undefined, words: nvmemWords(upTo(nvmemSize, bytes, dump)) };
}

function placed(dump: DumpText, at: number): TextWords {
  const { start, bytes } = dump;
  if (start !== undefined && start !== 0 && start !== 4 * at)
    throw textError(1, `it begins at address 0x${start.toString(16)}, which is not word ${at}`, leaveOut);
  if (bytes.length % 4 !== 0 || at + bytes.length / 4 > wordCount)
    throw textError(
      1,
      `${count(bytes.length, 'byte')} from word ${at} are not whole words of 0 to ${wordCount - 1}`,
    );
  return { source: 'nvmem', state: undefined, words: nvmemWords(bytes, at) };
}

const leaveOut = 'Leave out --at: the text has addresses.';

function fromZero({ bytes, start = 0 }: DumpText): readonly (number | undefined)[] {
  return [...Array.from({ length: start }, () => undefined), ...bytes];
}

function upTo(
  size: number,
  bytes: readonly (number | undefined)[],
  { repeated }: DumpText,
): readonly (number | undefined)[] {
  if (!repeated || repeated.length === 0) return bytes;
  const more = Array.from(
    { length: Math.max(0, size - bytes.length) },
    (_, index) => repeated[index % repeated.length],
  );
  return [...bytes, ...more];
}

/** By the size of the whole, else by what follows the end of an nvmem dump, else by word 0. */
function isPartition({ size }: DumpText, bytes: readonly (number | undefined)[]): boolean {
  if (size !== undefined && size !== nvmemSize) {
    if (size < nvmemSize) throw noPlace(`it ends after ${count(size, 'byte')}: it is a part of a dump`);
    refuseSize(size);
    return true;
  }
  if (bytes.length > partitionSize) throw sizeError(bytes.length);
  if (size === nvmemSize || bytes.length > nvmemSize) return bytes.length > nvmemSize;
  const first = uint32At(bytes, 0);
  if (first === partitionVersion) return true;
  // ST sets these bits of CFG0 in every chip.
  if (first !== undefined && (first & 0x17) === 0x17) return false;
  throw noPlace('it may be a part of a partition or of an nvmem dump');
}

function partitionWords(bytes: readonly (number | undefined)[]): TextWords {
  const version = uint32At(bytes, 0);
  if (version !== undefined) refuseVersion(version);
  return {
    source: 'partition',
    state: uint32At(bytes, 4),
    words: Array.from({ length: wordCount }, (_, word) => {
      const value = uint32At(bytes, valueOffset(word));
      const status = uint32At(bytes, valueOffset(word) + 4);
      return value === undefined || status === undefined ? absentWord : fuseWord({ value, status });
    }),
  };
}

function words({ bytes }: DumpText): string {
  return bytes.length === 4 ? 'word' : `${bytes.length / 4} words`;
}

function noPlace(problem: string): OtpforgeError {
  return new OtpforgeError('MP1_TEXT_PLACE', {
    message: `the text cannot be placed: ${problem}`,
    remedy: 'Give the word that it begins with, for example --at word=12, or the whole dump.',
  });
}
