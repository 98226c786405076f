import { join } from 'node:path';
import type { Bank } from '../bank/index.js';
import { OtpforgeError } from '../errors/index.js';
import { packagePath } from '../files/package-path.js';
import { isMissing, readBytes } from '../files/read.js';
import { hex, hex32 } from '../text/hex.js';
import { printable } from '../text/printable.js';
import { factsSha256 } from './facts.js';
import { type LintReport, lintBytes } from './lint.js';
import { type LoaderElf, readLoader } from './loader-elf.js';
import { type LoaderManifest, type LoaderManifestEntry, manifestName, readManifest } from './manifest.js';

export interface BuiltLoaderOptions {
  /** Folders with a manifest, searched in order, instead of the package's and the project's. */
  readonly folders?: readonly string[];
}

const shippedFolder = packagePath('firmware', 'loaders');
const projectFolder = join('otpforge', 'loaders');

/**
 * The built loader of a bank, its file checked against the manifest beside it. A bank of the package has the package's loader,
 * whatever a project holds; one of a project has the project's, which is checked against the contract.
 * Errors: LOADER_NOT_BUILT, LOADER_HASH, LOADER_INVALID, LOADER_CONTRACT, ELF_*, SCHEMA.
 */
export async function loadBuiltLoader(bank: Bank, { folders }: BuiltLoaderOptions = {}): Promise<LoaderElf> {
  return loaderIn(folders ?? (await foldersFor(bank)), bank);
}

/** What the manifest says the loader of a bank hashes to; undefined when there is none, or the manifest is damaged. */
export async function builtLoaderSha256(bank: Bank): Promise<string | undefined> {
  try {
    const [folder = ''] = await foldersFor(bank);
    return (await entryIn(folder, bank))?.sha256.elf;
  } catch (error) {
    if (error instanceof OtpforgeError) return undefined;
    throw error;
  }
}

async function foldersFor(bank: Bank): Promise<readonly string[]> {
  const shipped = await entryIn(shippedFolder, bank);
  return shipped?.sha256.facts === factsSha256(bank) ? [shippedFolder] : [projectFolder];
}

async function loaderIn(folders: readonly string[], bank: Bank): Promise<LoaderElf> {
  for (const folder of folders) {
    const entry = await entryIn(folder, bank);
    if (entry) return readEntry(entry, folder, bank);
  }
  throw new OtpforgeError('LOADER_NOT_BUILT', {
    message: `there is no built loader for the bank ${bank.name} in ${folders.join(', ')}`,
    remedy: `Build it: otpforge build ${bank.name}, with the same --banks`,
    details: { bank: bank.name, folders },
  });
}

async function entryIn(folder: string, { name }: Bank): Promise<LoaderManifestEntry | undefined> {
  return (await manifestIn(folder))?.loaders.find(({ bank }) => bank === name);
}

async function readEntry(entry: LoaderManifestEntry, folder: string, bank: Bank): Promise<LoaderElf> {
  const file = join(folder, entry.file);
  const bytes = await readBytes(file);
  const loader = readLoader(bytes, file);
  if (loader.sha256 !== entry.sha256.elf) throw hashDiffers(file, entry.sha256.elf, loader.sha256);
  checkBank(loader, entry.sha256.facts, bank);
  const { stackBytes } = entry;
  if (folder === shippedFolder) return { ...loader, origin: { kind: 'package' }, stackBytes };
  // The manifest beside it is a project's too: it shows damage, and nothing else.
  refuseBreaches(lintBytes(bytes, file, bank));
  return { ...loader, stackBytes };
}

async function manifestIn(folder: string): Promise<LoaderManifest | undefined> {
  try {
    return await readManifest(join(folder, manifestName));
  } catch (error) {
    if (error instanceof OtpforgeError && isMissing(error.cause)) return undefined;
    throw error;
  }
}

// A bank may have been edited since its loader was built: the loader would then judge by another bank than the plan.
function checkBank(loader: LoaderElf, facts: string, bank: Bank): void {
  const { name, otp } = bank;
  const { base, size } = loader.device;
  if (facts === factsSha256(bank) && base === otp.base && size === otp.size) return;
  throw new OtpforgeError('LOADER_INVALID', {
    message: `${loader.file}: built from other facts than the bank ${name} now has (the loader: ${hex(size)} bytes at ${hex32(base)}, the bank: ${hex(otp.size)} bytes at ${hex32(otp.base)} in units of ${otp.writeUnit})`,
    remedy: `Build it again: otpforge build ${name}`,
    details: { file: loader.file, bank: name, base, size },
  });
}

// Hosts and driver go by the contract; one that breaks it may do anything.
function refuseBreaches({ file, breaches }: LintReport): void {
  const errors = breaches.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return;
  const lines = errors.map(({ rule, where, what }) => `  ${rule}: ${where} ${what}`);
  throw new OtpforgeError('LOADER_CONTRACT', {
    message: [`${file} is not the package's loader, and breaks the loader contract:`, ...lines]
      .map(printable)
      .join('\n'),
    remedy: 'otpforge lint explains each rule. Correct the template or the controller, and build it again.',
    details: { file, rules: errors.map(({ rule }) => rule) },
  });
}

/** The error of a loader that is not the manifest's. */
export function hashDiffers(file: string, expected: string, found: string): OtpforgeError {
  return new OtpforgeError('LOADER_HASH', {
    message: `${file}: SHA-256 is ${found}, the manifest says ${expected}`,
    remedy: 'The loader was changed or damaged: restore it, or build it again with otpforge build.',
    details: { file, expected, found },
  });
}
