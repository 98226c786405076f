import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checksum } from '../files/checksum.js';
import { packagePath } from '../files/package-path.js';
import type { Bank } from './bank.js';
import { isBankFile } from './bank-file.js';
import type { BankListing } from './listing.js';
import type { LoadedBank } from './load.js';

/** The file in the built folder that lists the banks. */
export const indexFile = 'index.json';

/** One bank of the list, and the YAML that it was made from. */
export interface BuiltBankEntry extends BuiltFrom {
  readonly listing: BankListing;
}

/** A file that the built folder was made from. */
export interface BuiltFrom {
  readonly file: string;
  readonly checksum: number;
}

/** What the built folder holds, and what its banks have in them beside their own YAML. */
export interface BuiltIndex {
  readonly banks: readonly BuiltBankEntry[];
  readonly controllers: readonly BuiltFrom[];
}

/** The package's controllers, which its banks have in them. */
const controllersFolder = packagePath('controllers');

/** Where the build puts the package's banks. */
const builtFolder = packagePath('dist', 'banks');

/**
 * The package's banks as the build has checked them and written them as JSON, each read when it is used. Undefined where
 * the folder holds other files than those that were built: then the YAML counts.
 */
export function builtBanks(folder: string, built = builtFolder): readonly LoadedBank[] | undefined {
  try {
    const { banks, controllers }: BuiltIndex = JSON.parse(readFileSync(join(built, indexFile), 'utf8'));
    if (!isSame(folder, banks) || !isSame(controllersFolder, controllers)) return undefined;
    return banks.map((entry) => new BuiltBank(entry, folder, built));
  } catch {
    // A checkout that was not built, or files that cannot be read: reading the YAML shows which.
    return undefined;
  }
}

function isSame(folder: string, entries: readonly BuiltFrom[]): boolean {
  const files = readdirSync(folder).filter(isBankFile).sort();
  return (
    entries.length === files.length &&
    entries.every(({ file, checksum: expected }, index) => {
      return file === files[index] && checksum(readFileSync(join(folder, file))) === expected;
    })
  );
}

class BuiltBank implements LoadedBank {
  readonly file: string;
  readonly listing: BankListing;
  readonly #path: string;
  #bank: Bank | undefined;

  constructor({ file, listing }: BuiltBankEntry, folder: string, built: string) {
    this.file = join(folder, file);
    this.listing = listing;
    this.#path = join(built, builtFile(listing.name));
  }

  get bank(): Bank {
    this.#bank ??= readBank(this.#path);
    return this.#bank;
  }
}

/** The name of a bank's file in the built folder. */
export function builtFile(name: string): string {
  return `${name}.bank.json`;
}

function readBank(path: string): Bank {
  const bank: Bank = JSON.parse(readFileSync(path, 'utf8'));
  return bank;
}
