import type { Mp1Line } from '../fuses.js';
import { type PartitionWord, partitionVersion } from '../partition.js';
import { hasBits } from '../status.js';
import { wordCount } from '../words.js';
import { textError } from './text-error.js';

/** What STM32CubeProgrammer prints for `-otp displ`, with all words or some. */
export interface DisplText {
  readonly words: ReadonlyMap<number, PartitionWord>;
  readonly state: number | undefined;
  readonly line: Mp1Line | undefined;
  /** The serial number of the USB device, words 13 to 15. */
  readonly serial: string | undefined;
}

/** Undefined where the text has no row of its table. Errors: MP1_TEXT. */
export function readDisplText(text: string): DisplText | undefined {
  const lines = text.split(/\r?\n/);
  if (!lines.some((line) => rowPattern.test(line))) return undefined;
  const words = new Map<number, PartitionWord>();
  let status: number | undefined;
  for (const [index, line] of lines.entries()) {
    const [, id = '', value = '', ownStatus = ''] = rowPattern.exec(line) ?? [];
    const [, bit] = bitPattern.exec(line) ?? [];
    if (id !== '') {
      const word = Number(id);
      const row = { value: Number(value), status: Number(ownStatus) };
      const known = words.get(word);
      if (word >= wordCount) throw textError(index + 1, `there is no word ${word}`);
      if (known && (known.value !== row.value || known.status !== row.status))
        throw textError(index + 1, `word ${word} differs from the row of it above`);
      words.set(word, row);
      status = row.status;
    } else if (bit !== undefined && (status === undefined || !hasBits(status, 2 ** Number(bit)))) {
      throw textError(index + 1, `bit ${bit} is named, and the status above does not have it`);
    } else if (/^\s*\d+\s*\|/.test(line)) {
      throw textError(index + 1, 'it is not a row of ID, value and status');
    }
  }
  checkVersion(lines);
  return { words, ...headOf(lines) };
}

function checkVersion(lines: readonly string[]): void {
  const at = lines.findIndex((line) => /^\s*Struct_version/.test(line));
  const found = lines.slice(at, at + 3).flatMap((line) => /: (0x[0-9A-Fa-f]{8})\b/.exec(line)?.[1] ?? []);
  if (at >= 0 && found[0] !== undefined && Number(found[0]) !== partitionVersion)
    throw textError(at + 1, `it says version ${Number(found[0])}, and otpforge knows version 2`);
}

function headOf(lines: readonly string[]): Omit<DisplText, 'words'> {
  const text = lines.join('\n');
  const [, state] = /\|_ State\s*: Secure (\w+)/.exec(text) ?? [];
  const [, device] = /^Device ID\s*: 0x0*(50[01])\b/m.exec(text) ?? [];
  const [, serial] = /^SN\s*: ([0-9A-F]{24})\s*$/m.exec(text) ?? [];
  return {
    state: state === undefined ? undefined : states[state],
    line: device === undefined ? undefined : device === '500' ? 'MP15' : 'MP13',
    serial,
  };
}

const rowPattern = /^\s*(\d{1,3})\s*\|\s*(0x[0-9A-Fa-f]{1,8})\s*\|\s*(0x[0-9A-Fa-f]{1,8})\s*$/;
const bitPattern = /\|_\[(\d{1,2})\]/;
const states: Readonly<Record<string, number>> = { Open: 0, Close: 1, Closed: 1 };
