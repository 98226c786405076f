import {
  type Bank,
  type BankFolders,
  findBank,
  isSector,
  type LoadedBank,
  loadBanks,
} from '../bank/index.js';
import type { ExportBank } from '../export/export-bank.js';
import { refuseSector } from '../export/no-sector.js';
import { readBytes } from '../files/read.js';
import { hashDiffers, loadBuiltLoader, sha256Of } from '../loader/index.js';
import { bankFolders, type Shape, text, texts } from './options/index.js';

export interface ExportBanksOptions {
  /** Banks to export, by name or device; every bank that is found unless given. */
  readonly names?: readonly string[];
  /** More folders of bank descriptions, searched first. */
  readonly banks?: BankFolders;
  /** A folder whose templates hide the package's of the same name. */
  readonly templates?: string;
}

export const exportBanksShape: Shape<ExportBanksOptions> = {
  names: texts,
  banks: bankFolders,
  templates: text,
};

/**
 * The banks of an export with their built loaders; reserved sectors are left out unless one is named.
 * Errors: BANK_NOT_FOUND, EXPORT_REFUSED, LOADER_NOT_BUILT, LOADER_HASH.
 */
export async function exportBanks(options: ExportBanksOptions): Promise<readonly ExportBank[]> {
  const known = await loadBanks(options.banks);
  return Promise.all(chosen(options.names ?? [], known).map(({ bank }) => exportBank(bank)));
}

function chosen(names: readonly string[], known: readonly LoadedBank[]): readonly LoadedBank[] {
  if (names.length === 0) return known.filter(({ bank }) => !isSector(bank));
  const wanted = new Set(names.map((name) => findBank(name, known).bank.name));
  return known.filter(({ bank }) => wanted.has(bank.name));
}

/** A bank with its built loader. Errors: EXPORT_REFUSED for a reserved sector, LOADER_NOT_BUILT, LOADER_HASH. */
export async function exportBank(bank: Bank): Promise<ExportBank> {
  refuseSector(bank);
  const loader = await loadBuiltLoader(bank);
  const elf = await readBytes(loader.file);
  // Read a second time: what is shipped must be what was checked.
  const found = sha256Of(elf);
  if (found !== loader.sha256) throw hashDiffers(loader.file, loader.sha256, found);
  return { bank, loader, elf };
}
