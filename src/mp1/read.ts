import { OtpforgeError } from '../errors/index.js';
import { chipLines } from './chip-lines.js';
import type { Fuses } from './fuses.js';
import { serialOf } from './identity.js';
import { absentWord, nvmemWords } from './nvmem.js';
import { decodePartition, type Partition, partitionSize, sizeError } from './partition.js';
import { fusesOfPartition, fuseWord } from './read-partition.js';
import { decodeText } from './text/characters.js';
import { type DisplText, readDisplText } from './text/displ-text.js';
import { textError } from './text/text-error.js';
import { textWords } from './text/text-words.js';
import { nvmemSize, wordCount } from './words.js';

/** What otpforge reads: the binary files, what hexdump, od or xxd print of them, and what STM32CubeProgrammer prints. */
export type FuseForm = 'partition' | 'nvmem' | 'partition-text' | 'nvmem-text' | 'displ-text';

export interface FuseInput {
  readonly form: FuseForm;
  readonly fuses: Fuses;
  /** A whole partition, as a tool wrote it into a file: the only form that a plan may rest on. */
  readonly partition?: Partition;
}

export interface ReadFuseOptions {
  /** The chip, for example STM32MP157C. */
  readonly device?: string | undefined;
  /** The word that a text without addresses, or a piece of an nvmem dump, begins with. */
  readonly at?: number | undefined;
}

/** Reads any form. Errors: MP1_SIZE, MP1_VERSION, MP1_TEXT, MP1_TEXT_PLACE, MP1_OTHER_CHIP, DEVICE_UNKNOWN. */
export function readFuses(bytes: Uint8Array, { device, at }: ReadFuseOptions = {}): FuseInput {
  if (bytes.length > mostBytes) throw sizeError(bytes.length);
  const text = decodeText(bytes);
  if (text === undefined) return binaryInput(bytes, at, device);
  const displ = readDisplText(text);
  if (displ) {
    if (at !== undefined) throw notPlaced('STM32CubeProgrammer prints the number of each word');
    return displInput(displ, device);
  }
  const { source, state, words } = textWords(text, at);
  return {
    form: `${source}-text`,
    fuses: { source, lines: chipLines(words, { device }), words, ...(state !== undefined && { state }) },
  };
}

/** Far more than the longest text of a dump. */
const mostBytes = 1024 * 1024;

function binaryInput(bytes: Uint8Array, at: number | undefined, device: string | undefined): FuseInput {
  if (at === undefined && bytes.length === partitionSize) {
    const partition = decodePartition(bytes);
    const lines = chipLines(partition.words.map(fuseWord), { device });
    return { form: 'partition', fuses: fusesOfPartition(partition, lines), partition };
  }
  const first = at ?? 0;
  const isPiece = at !== undefined && bytes.length % 4 === 0 && at + bytes.length / 4 <= wordCount;
  if (bytes.length !== nvmemSize && !isPiece) throw sizeError(bytes.length);
  const words = nvmemWords([...bytes], first);
  return { form: 'nvmem', fuses: { source: 'nvmem', lines: chipLines(words, { device }), words } };
}

function displInput({ words: rows, state, line, serial }: DisplText, device: string | undefined): FuseInput {
  const words = Array.from({ length: wordCount }, (_, word) => {
    const row = rows.get(word);
    return row ? fuseWord(row) : absentWord;
  });
  const uid = serialOf({ words });
  if (uid !== undefined && serial !== undefined && uid !== serial)
    throw textError(1, `it is of two devices: SN is ${serial}, and words 13 to 15 are ${uid}`);
  const lines = chipLines(words, { device, named: line });
  return {
    form: 'displ-text',
    fuses: { source: 'partition', lines, words, ...(state !== undefined && { state }) },
  };
}

function notPlaced(problem: string): OtpforgeError {
  return new OtpforgeError('MP1_TEXT_PLACE', {
    message: `--at means nothing here: ${problem}`,
    remedy: 'Leave it out.',
  });
}
