import type { Bank } from '../bank/index.js';
import { preamble, preambleAddress } from '../burn/preamble.js';
import { OtpforgeError } from '../errors/index.js';
import type { LoaderElf } from '../loader/index.js';
import { hex32 } from '../text/hex.js';
import { count } from '../text/plural.js';

/** Where pyOCD puts a loader and what it calls: the values of its flash algorithm dictionary. */
export interface PyocdAlgorithm {
  readonly loadAddress: number;
  /** 32-bit words from loadAddress, in rows of eight. */
  readonly rows: readonly (readonly number[])[];
  readonly entries: Readonly<Record<'init' | 'unInit' | 'eraseSector' | 'programPage', number>>;
  readonly staticBase: number;
  readonly pageBuffers: readonly number[];
  readonly beginStack: number;
  readonly endStack: number;
}

const stackSize = 512;

/** Lays out preamble, loader, two page buffers and the stack in the bank's RAM. Errors: LOADER_TOO_LARGE, LOADER_INVALID. */
export function pyocdAlgorithm(bank: Bank, loader: LoaderElf): PyocdAlgorithm {
  const { ram, pageSize } = bank.loader;
  const loadAddress = preambleAddress(bank);
  // Init is what pyOCD calls first after a reset; the other entries run under the vector table that it leaves.
  const start = preamble(bank, loadAddress, thumb(loader, 'Init'));
  const code = loadAddress + start.bytes.length;
  const words = [...wordsOf(start.bytes), ...wordsOf(loader.code)];
  const first = align16(loadAddress + 4 * words.length);
  const second = align16(first + pageSize);
  const beginStack = ram.base + ram.size;
  const endStack = beginStack - stackSize;
  if (second + pageSize > endStack) {
    throw new OtpforgeError('LOADER_TOO_LARGE', {
      message: `${bank.name}: loader, two pages of ${count(pageSize, 'byte')} and a stack of ${stackSize} do not fit into ${count(ram.size, 'byte')} of RAM at ${hex32(ram.base)}`,
      remedy: 'Give the loader more RAM in the bank description.',
      details: { bank: bank.name, size: ram.size },
    });
  }
  const entry = (name: string) => code + thumb(loader, name);
  return {
    loadAddress,
    rows: rowsOf(words),
    entries: {
      init: (loadAddress + start.entry) | 1,
      unInit: entry('UnInit'),
      eraseSector: entry('EraseSector'),
      programPage: entry('ProgramPage'),
    },
    // PrgData, the last word of the download; our loaders never touch it, R9 is set for form.
    staticBase: code + loader.code.length - 4,
    pageBuffers: [first, second],
    beginStack,
    endStack,
  };
}

function thumb({ entries, file }: LoaderElf, name: string): number {
  const offset = entries.get(name);
  if (offset !== undefined) return offset | 1;
  throw new OtpforgeError('LOADER_INVALID', {
    message: `${file}: the loader has no entry called ${name}`,
    remedy: 'See what it lacks with: otpforge lint <file>',
    details: { file, entry: name },
  });
}

function wordsOf(code: Uint8Array): readonly number[] {
  const padded = new Uint8Array((code.length + 3) & ~3);
  padded.set(code);
  const view = new DataView(padded.buffer);
  return Array.from({ length: padded.length / 4 }, (_, index) => view.getUint32(4 * index, true));
}

function rowsOf(words: readonly number[]): readonly (readonly number[])[] {
  const rows: number[][] = [];
  for (let index = 0; index < words.length; index += 8) rows.push(words.slice(index, index + 8));
  return rows;
}

function align16(value: number): number {
  return (value + 15) & ~15;
}
