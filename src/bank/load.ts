import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { OtpforgeError } from '../errors/index.js';
import { isErrno, isMissing, readText } from '../files/read.js';
import { count } from '../text/plural.js';
import { isBankFile } from './bank-file.js';
import { builtBanks } from './built-banks.js';
import { type BankFolder, type BankFolders, type BankOrigin, searchedFolders } from './folders.js';
import { type BankListing, listingOf } from './listing.js';
import type { Bank } from './schema.js';
import { refuseShadows } from './shipped.js';

/** A bank and the file that describes it. */
export interface LoadedBank {
  readonly bank: Bank;
  readonly file: string;
  /** What finding it takes, where that is known without the bank. */
  readonly listing?: BankListing;
}

/**
 * Reads every bank of some folders, of the project's own and of the package. A bank hides another of the same name in a
 * later folder. A folder that does not exist is passed over only when it is a default one; one that is named twice is
 * read once. Errors: FILE_*, YAML_SYNTAX, FORMAT_*, SCHEMA, BANK_AMBIGUOUS, BANK_SHIPPED.
 */
export async function loadBanks(folders: BankFolders = []): Promise<readonly LoadedBank[]> {
  const banks = new Map<string, LoadedBank>();
  const read: Record<BankOrigin, LoadedBank[]> = { named: [], project: [], package: [] };
  for (const folder of searchedFolders(folders)) {
    for (const loaded of await banksIn(folder)) {
      const { name } = listingOf(loaded);
      const earlier = banks.get(name);
      if (earlier && dirname(earlier.file) === dirname(loaded.file)) throw sameName(earlier, loaded);
      if (!earlier) banks.set(name, loaded);
      read[folder.origin].push(loaded);
    }
  }
  refuseShadows(read.project, read.package);
  return [...banks.values()];
}

async function banksIn({ path, origin, required }: BankFolder): Promise<readonly LoadedBank[]> {
  const built = origin === 'package' ? builtBanks(path) : undefined;
  if (built) return built;
  const banks: LoadedBank[] = [];
  for (const file of await bankFiles(path, required)) banks.push(await loadBank(file));
  return banks;
}

/** Far more than the largest family takes. Duplicate keys are looked for pair by pair, which takes minutes for megabytes. */
const mostBytes = 256 * 1024;

/** Reads and validates one bank description. Errors: FILE_*, YAML_SYNTAX, FORMAT_*, SCHEMA. */
export async function loadBank(file: string): Promise<LoadedBank> {
  const info = await stat(file).catch(() => undefined);
  if (info && !(info.isFile() && info.size <= mostBytes))
    throw noBank(file, info.isFile() ? info.size : undefined);
  const text = await readText(file);
  // YAML and schemas take longer to load than most commands: the package's banks do without them.
  const { parseBank } = await import('./parse.js');
  return { bank: parseBank(text, file), file };
}

function sameName(earlier: LoadedBank, later: LoadedBank): OtpforgeError {
  return new OtpforgeError('BANK_AMBIGUOUS', {
    message: `${earlier.file} and ${later.file} both describe a bank called ${listingOf(later).name}`,
    remedy: 'Give one of them another name, or remove it.',
    details: { files: [earlier.file, later.file], bank: listingOf(later).name },
  });
}

function noBank(file: string, size: number | undefined): OtpforgeError {
  return new OtpforgeError('FILE_UNREADABLE', {
    message: `${file}: is not a bank description: ${size === undefined ? 'it is not a file' : `it has ${count(size, 'byte')}, a description has at most ${mostBytes}`}`,
    remedy: 'Take it out of the folder of banks, or give it another extension than .yaml and .yml.',
    details: { file, ...(size !== undefined && { size }) },
  });
}

async function bankFiles(folder: string, required: boolean): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    if (!required && isMissing(cause)) return [];
    throw new OtpforgeError('FILE_NOT_FOUND', {
      message: `${folder}: cannot be read as a folder of banks: ${isErrno(cause) ? cause.code : String(cause)}`,
      remedy: 'Check the path given with --banks.',
      details: { folder },
      cause,
    });
  });
  return entries
    .filter((entry) => entry.isFile() || entry.isSymbolicLink())
    .map(({ name }) => name)
    .filter(isBankFile)
    .sort()
    .map((file) => join(folder, file));
}
