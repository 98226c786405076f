import { createHash } from 'node:crypto';
import { type ElfFile, findSection, elf as names, readElf } from '../elf/index.js';
import { OtpforgeError } from '../errors/index.js';
import { type FlashDevice, findFlashDevice } from './flash-device.js';
import type { LoaderOrigin } from './loader-origin.js';

/** A loader as the driver runs it: the bytes for RAM, and where to begin. */
export interface LoaderElf {
  readonly file: string;
  /** Of the whole file, lower-case hexadecimal. */
  readonly sha256: string;
  readonly origin: LoaderOrigin;
  /** PrgCode and PrgData as they go to RAM, at any address that is a multiple of 4. */
  readonly code: Uint8Array;
  /** Entry points as offsets from the code's start, Thumb bit cleared. */
  readonly entries: ReadonlyMap<string, number>;
  readonly device: FlashDevice;
  /** Bound on the stack that an entry needs, from the manifest; undefined for a foreign loader. */
  readonly stackBytes?: number;
}

/** Reads a loader or FLM. Errors: ELF_*, LOADER_INVALID when it lacks what a driver needs. */
export function readLoader(bytes: Uint8Array, file: string): LoaderElf {
  const elf = readElf(bytes, file);
  const device = findFlashDevice(elf);
  if (!device) throw invalid(file, 'it has no FlashDevice descriptor');
  const { code, base } = downloadOf(elf);
  return {
    file,
    sha256: sha256Of(bytes),
    origin: { kind: 'project', file },
    code,
    entries: entriesOf(elf, base, code.length),
    device,
  };
}

/** SHA-256 as lower-case hexadecimal. */
export function sha256Of(data: Uint8Array | string): string {
  return createHash('sha256').update(data).digest('hex');
}

/** PrgCode and PrgData as one block. Errors: LOADER_INVALID. */
export function downloadOf(elf: ElfFile): { readonly code: Uint8Array; readonly base: number } {
  const code = findSection(elf, 'PrgCode');
  if (code?.type !== names.SHT_PROGBITS) throw invalid(elf.file, 'it has no section PrgCode');
  const data = findSection(elf, 'PrgData');
  const gap = data ? data.address - (code.address + code.size) : 0;
  if (gap < 0 || gap > 64) throw invalid(elf.file, 'PrgData does not lie behind PrgCode');
  const block = new Uint8Array(code.size + gap + (data?.bytes.length ?? 0));
  block.set(code.bytes);
  if (data) block.set(data.bytes, code.size + gap);
  return { code: block, base: code.address };
}

function entriesOf(elf: ElfFile, base: number, size: number): ReadonlyMap<string, number> {
  const entries = new Map<string, number>();
  for (const { name, value, type, binding } of elf.symbols) {
    const offset = (value & ~1) - base;
    if (type !== names.STT_FUNC || binding !== names.STB_GLOBAL || offset < 0 || offset >= size) continue;
    entries.set(name, offset);
  }
  return entries;
}

function invalid(file: string, problem: string): OtpforgeError {
  return new OtpforgeError('LOADER_INVALID', {
    message: `${file}: this is not a flash loader: ${problem}`,
    remedy: 'See what it lacks with: otpforge lint <file>',
    details: { file },
  });
}
