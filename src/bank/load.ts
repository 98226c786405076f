import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { OtpforgeError } from '../errors/index.js';
import { isErrno, isMissing, readText } from '../files/read.js';
import { parseYaml } from '../files/yaml.js';
import { type BankFolders, type BankOrigin, searchedFolders } from './folders.js';
import { type Bank, bankFormat, bankSchema } from './schema.js';
import { refuseShadows } from './shipped.js';

/** A bank and the file that describes it. */
export interface LoadedBank {
  readonly bank: Bank;
  readonly file: string;
}

/**
 * Reads every bank of some folders, of the project's own and of the package. A bank hides another of the same name in a
 * later folder. A folder that does not exist is passed over only when it is a default one; one that is named twice is
 * read once. Errors: FILE_*, YAML_SYNTAX, FORMAT_*, SCHEMA, BANK_AMBIGUOUS, BANK_SHIPPED.
 */
export async function loadBanks(folders: BankFolders = []): Promise<readonly LoadedBank[]> {
  const banks = new Map<string, LoadedBank>();
  const read: Record<BankOrigin, LoadedBank[]> = { named: [], project: [], package: [] };
  for (const { path, origin, required } of searchedFolders(folders)) {
    for (const file of await bankFiles(path, required)) {
      const loaded = await loadBank(file);
      const earlier = banks.get(loaded.bank.name);
      if (earlier && dirname(earlier.file) === dirname(file)) throw sameName(earlier, loaded);
      if (!earlier) banks.set(loaded.bank.name, loaded);
      read[origin].push(loaded);
    }
  }
  refuseShadows(read.project, read.package);
  return [...banks.values()];
}

/** Far more than the largest family takes. Duplicate keys are looked for pair by pair, which takes minutes for megabytes. */
const mostBytes = 256 * 1024;

/** Reads and validates one bank description. Errors: FILE_*, YAML_SYNTAX, FORMAT_*, SCHEMA. */
export async function loadBank(file: string): Promise<LoadedBank> {
  const info = await stat(file).catch(() => undefined);
  if (info && !(info.isFile() && info.size <= mostBytes))
    throw noBank(file, info.isFile() ? info.size : undefined);
  return { bank: parseBank(await readText(file), file), file };
}

/** Validates the text of a bank description; `file` is for messages. */
export function parseBank(text: string, file: string): Bank {
  return parseYaml({ text, file, ...bankFormat }, bankSchema).value;
}

function sameName(earlier: LoadedBank, later: LoadedBank): OtpforgeError {
  return new OtpforgeError('BANK_AMBIGUOUS', {
    message: `${earlier.file} and ${later.file} both describe a bank called ${later.bank.name}`,
    remedy: 'Give one of them another name, or remove it.',
    details: { files: [earlier.file, later.file], bank: later.bank.name },
  });
}

function noBank(file: string, size: number | undefined): OtpforgeError {
  return new OtpforgeError('FILE_UNREADABLE', {
    message: `${file}: is not a bank description: ${size === undefined ? 'it is not a file' : `it has ${size} bytes, a description has at most ${mostBytes}`}`,
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
    .filter((file) => ['.yaml', '.yml'].includes(extname(file)) && !basename(file).startsWith('.'))
    .sort()
    .map((file) => join(folder, file));
}
