import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Controllers } from '../controller/index.js';
import { OtpforgeError } from '../errors/index.js';
import { isErrno, isMissing, readText } from '../files/read.js';
import { count } from '../text/plural.js';
import type { Bank } from './bank.js';
import { isBankFile } from './bank-file.js';
import { builtBanks } from './built-banks.js';
import { type BankFolder, type BankFolders, type BankOrigin, isList, searchedFolders } from './folders.js';
import { type BankListing, listingOf } from './listing.js';
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
  const controllers = onFirstUse(isList(folders) ? undefined : folders.controllers);
  const read: Record<BankOrigin, LoadedBank[]> = { named: [], project: [], package: [] };
  for (const folder of searchedFolders(folders)) {
    for (const loaded of await banksIn(folder, controllers)) {
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

/** The package's banks have their controllers in them: only a bank that is read needs a file of one. */
type ControllersOfRun = () => Promise<Controllers>;

function onFirstUse(named: string | undefined): ControllersOfRun {
  let loaded: Promise<Controllers> | undefined;
  return () => {
    loaded ??= import('../controller/index.js').then(({ loadControllers }) => loadControllers(named));
    return loaded;
  };
}

async function banksIn(
  { path, origin, required }: BankFolder,
  controllers: ControllersOfRun,
): Promise<readonly LoadedBank[]> {
  const built = origin === 'package' ? builtBanks(path) : undefined;
  if (built) return built;
  const banks: LoadedBank[] = [];
  const files = await bankFiles(path, required);
  if (files.length === 0) return banks;
  const known = origin === 'package' ? await shipped() : await controllers();
  for (const file of files) banks.push(await loadBank(file, known));
  return banks;
}

// What a folder of the user's own describes must not change how a chip is burnt that the package knows.
async function shipped(): Promise<Controllers> {
  return (await import('../controller/index.js')).shippedControllers();
}

/** Far more than the largest family takes. Duplicate keys are looked for pair by pair, which takes minutes for megabytes. */
const mostBytes = 256 * 1024;

/**
 * Reads and validates one bank description, with the controllers of the project and the package unless others are given.
 * Errors: FILE_*, YAML_SYNTAX, FORMAT_*, SCHEMA, CONTROLLER_SHIPPED.
 */
export async function loadBank(file: string, controllers?: Controllers): Promise<LoadedBank> {
  const info = await stat(file).catch(() => undefined);
  if (info && !(info.isFile() && info.size <= mostBytes))
    throw noBank(file, info.isFile() ? info.size : undefined);
  const text = await readText(file);
  // YAML and schemas take longer to load than most commands: the package's banks do without them.
  const { parseBank } = await import('./parse.js');
  const { loadControllers } = await import('../controller/index.js');
  return { bank: parseBank(text, file, controllers ?? loadControllers()), file };
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
