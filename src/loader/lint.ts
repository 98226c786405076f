import type { Bank } from '../bank/index.js';
import { readElf } from '../elf/index.js';
import { readBytes } from '../files/read.js';
import { type Breach, checkContract, stackOf } from './contract/index.js';
import { type FlashDevice, findFlashDevice } from './flash-device.js';
import { sha256Of } from './loader-elf.js';

export interface LintReport {
  readonly format: 'otpforge.lint/1';
  readonly file: string;
  readonly sha256: string;
  /** Name of the bank that the file was checked against. */
  readonly bank: string | null;
  readonly device: FlashDevice | null;
  /** Stack that its entries take; null where it cannot be told. */
  readonly stackBytes: number | null;
  readonly errors: number;
  readonly warnings: number;
  readonly breaches: readonly Breach[];
}

/** Reads any ELF or FLM and explains how it departs from the loader contract. Errors: FILE_*, ELF_*. */
export async function lintElf(file: string, bank?: Bank): Promise<LintReport> {
  return lintBytes(await readBytes(file), file, bank);
}

/** The same of a file's bytes; `file` is for messages. Errors: ELF_*. */
export function lintBytes(bytes: Uint8Array, file: string, bank?: Bank): LintReport {
  const elf = readElf(bytes, file);
  const breaches = checkContract(elf, bank);
  const count = (severity: string) => breaches.filter((breach) => breach.severity === severity).length;
  return {
    format: 'otpforge.lint/1',
    file,
    sha256: sha256Of(bytes),
    bank: bank?.name ?? null,
    device: findFlashDevice(elf) ?? null,
    stackBytes: stackOf(elf),
    errors: count('error'),
    warnings: count('warning'),
    breaches,
  };
}
