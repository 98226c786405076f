import { type BankFolders, findBank, loadBanks } from '../bank/index.js';
import { type LintReport, lintElf } from '../loader/index.js';

export type LintDocument = LintReport;

export interface LintOptions {
  readonly file: string;
  /** The bank, by its name or a device's, that the loader should be for. */
  readonly bank?: string;
  readonly banks?: BankFolders;
}

/** Holds any loader ELF or FLM against the loader contract. Errors: FILE_*, ELF_*, BANK_NOT_FOUND. */
export async function lint({ file, bank, banks }: LintOptions): Promise<LintDocument> {
  return lintElf(file, bank === undefined ? undefined : findBank(bank, await loadBanks(banks)).bank);
}
