import { type BankFolders, findBank, loadBanks } from '../bank/index.js';
import { type LintReport, lintElf } from '../loader/index.js';
import { bankFolders, checkOptions, need, type Shape, text } from './options/index.js';

export type LintDocument = LintReport;

export interface LintOptions {
  readonly file: string;
  /** The bank, by its name or a device's, that the loader should be for. */
  readonly bank?: string;
  readonly banks?: BankFolders;
}

const shape: Shape<LintOptions> = { file: need(text), bank: text, banks: bankFolders };

/** Holds any loader ELF or FLM against the loader contract. Errors: FILE_*, ELF_*, BANK_NOT_FOUND. */
export async function lint(options: LintOptions): Promise<LintDocument> {
  checkOptions('lint', options, shape);
  const { file, bank, banks } = options;
  return lintElf(file, bank === undefined ? undefined : findBank(bank, await loadBanks(banks)).bank);
}
