import { hasBits, type Partition, Status } from '../../mp1/index.js';
import { hex32 } from '../../text/hex.js';
import { otpName, stDfu } from './alternates.js';

/** A command to copy, as two shells want it. */
export interface CopiedLine {
  readonly what: string;
  readonly bash: string;
  readonly cmd: string;
}

export interface FuseFiles {
  /** What is to be downloaded. */
  readonly file: string;
  /** A file that is not there yet, for the dump that follows. */
  readonly dump: string;
  /** Of the chip; undefined where nobody has read it. */
  readonly uid: string | undefined;
}

/** The lines of dfu-util, in their order. */
export function dfuLines({ file, dump, uid }: FuseFiles): readonly CopiedLine[] {
  const device = ['-d', stDfu, ...(uid === undefined ? [] : ['-S', uid]), '-a', otpName];
  return [
    line('list the board; take the name that it shows if that differs', ['dfu-util', '-l']),
    line('write', ['dfu-util', ...device, '-D', file]),
    line('read into a new file', ['dfu-util', ...device, '-U', dump]),
  ];
}

/** The lines by which STM32CubeProgrammer does the same: by its own words, since it does not accept a partition file. */
export function programmerLines({ words }: Partition, port: string): readonly CopiedLine[] {
  const asked = words.flatMap(({ value, status }, word) =>
    hasBits(status, Status.update) ? [{ word, value, lock: hasBits(status, Status.permanentLock) }] : [],
  );
  const written = asked.filter(({ value }) => value !== 0);
  const write = (those: typeof asked, lock: readonly string[]) =>
    those.length === 0
      ? []
      : [
          programmer(port, [
            'write',
            ...lock,
            ...those.flatMap(({ word, value }) => [`word=${word}`, `value=${hex32(value)}`]),
          ]),
        ];
  const locked = asked.filter(({ value, lock }) => value === 0 && lock);
  return [
    ...write(
      written.filter(({ lock }) => !lock),
      [],
    ),
    ...write(
      written.filter(({ lock }) => lock),
      ['lock'],
    ),
    ...(locked.length === 0 ? [] : [programmer(port, ['lock', ...locked.map(({ word }) => `word=${word}`)])]),
    programmer(port, ['displ']),
  ];
}

/** The line that loads U-Boot; its flash layout is in docs/mp1.md. */
export const loadUboot = line('load U-Boot', [
  'STM32_Programmer_CLI',
  '-c',
  'port=usb1',
  '-w',
  'FlashLayout.tsv',
]);
function programmer(port: string, args: readonly string[]): CopiedLine {
  return line(`by STM32CubeProgrammer, ${port}`, [
    'STM32_Programmer_CLI',
    '-c',
    `port=${port}`,
    '-otp',
    ...args,
  ]);
}

function line(what: string, words: readonly string[]): CopiedLine {
  return { what, bash: words.map(bashWord).join(' '), cmd: words.map(cmdWord).join(' ') };
}

// "*" is a pattern to bash.
function bashWord(word: string): string {
  return /^[\w./:@+,=%-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

// cmd.exe has no quoting of a quotation mark that holds forevery program, and no file name has one on Windows.
function cmdWord(word: string): string {
  return /^[\w./\\:@+~=-]+$/.test(word) ? word : `"${word.replaceAll('%', '%%').replaceAll('"', '')}"`;
}
