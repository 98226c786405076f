import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ownControllersFolder, shippedControllers } from '../controller/index.js';
import { checksum } from '../files/checksum.js';
import { isBankFile } from './bank-file.js';
import { type BuiltBankEntry, type BuiltFrom, type BuiltIndex, builtFile, indexFile } from './built-banks.js';
import { listBank } from './listing.js';
import { parseBank } from './parse.js';

/** The files, by name, that stand for a folder of YAML banks at run time; see builtBanks. Errors: those of a bank. */
export function buildBanks(folder: string): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  const known = shippedControllers();
  const banks: BuiltBankEntry[] = [];
  const controllers = filesIn(ownControllersFolder);
  const sources = filesIn(folder);
  // Nothing could say later whether the YAML is still the same.
  if (!controllers || !sources) return new Map();
  for (const source of sources) {
    const path = join(folder, source.file);
    const bank = parseBank(readFileSync(path, 'utf8'), path, known);
    banks.push({ ...source, listing: listBank(bank) });
    files.set(builtFile(bank.name), JSON.stringify(bank));
  }
  const index: BuiltIndex = { banks, controllers };
  return files.set(indexFile, JSON.stringify(index));
}

function filesIn(folder: string): readonly BuiltFrom[] | undefined {
  const files: BuiltFrom[] = [];
  for (const file of readdirSync(folder).filter(isBankFile).sort()) {
    const sum = checksum(readFileSync(join(folder, file)));
    if (sum === undefined) return undefined;
    files.push({ file, checksum: sum });
  }
  return files;
}
