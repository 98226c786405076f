import { OtpforgeError } from '../errors/index.js';
import { readBytes } from '../files/read.js';
import { standardInput } from '../files/standard-input.js';
import { type NamedFuses, parseWordList, readFuses } from '../mp1/index.js';

export interface FuseFileOptions {
  /** The chip, for example STM32MP157C: its part number alone does not always say it. */
  readonly device?: string;
  /** The word that a text without addresses, or a piece of an nvmem dump, begins with: `word=12`. */
  readonly at?: string;
}

/** Reads fuses in any form, `-` from standard input. Errors: USAGE, FILE_*, MP1_*, DEVICE_UNKNOWN. */
export async function readFuseFile(file: string, { device, at }: FuseFileOptions): Promise<NamedFuses> {
  const place = at === undefined ? undefined : placeOf(at);
  const bytes = file === '-' ? await standardInput() : await readBytes(file);
  return { file, ...readFuses(bytes, { device, at: place }) };
}

function placeOf(at: string): number {
  const [word, ...others] = parseWordList([at]);
  if (word === undefined || others.length > 0) {
    throw new OtpforgeError('MP1_WORD', {
      message: `--at ${at} names more than one word`,
      remedy: 'Name the word that the text begins with: --at word=12.',
    });
  }
  return word;
}
