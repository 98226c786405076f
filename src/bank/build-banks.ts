import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checksum } from '../files/checksum.js';
import { isBankFile } from './bank-file.js';
import { type BuiltBankEntry, builtFile, indexFile } from './built-banks.js';
import { listBank } from './listing.js';
import { parseBank } from './parse.js';

/** The files, by name, that stand for a folder of YAML banks at run time; see builtBanks. Errors: those of a bank. */
export function buildBanks(folder: string): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  const entries: BuiltBankEntry[] = [];
  for (const file of readdirSync(folder).filter(isBankFile).sort()) {
    const yaml = readFileSync(join(folder, file));
    const sum = checksum(yaml);
    // Nothing could say later whether the YAML is still the same.
    if (sum === undefined) return new Map();
    const bank = parseBank(yaml.toString('utf8'), join(folder, file));
    entries.push({ file, checksum: sum, listing: listBank(bank) });
    files.set(builtFile(bank.name), JSON.stringify(bank));
  }
  return files.set(indexFile, JSON.stringify(entries));
}
