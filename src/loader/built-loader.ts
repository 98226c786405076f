import { join } from 'node:path';
import type { Bank } from '../bank/index.js';
import { OtpforgeError } from '../errors/index.js';
import { packagePath } from '../files/package-path.js';
import { isMissing, readBytes } from '../files/read.js';
import { hex, hex32 } from '../text/hex.js';
import { factsSha256 } from './facts.js';
import { type LoaderElf, readLoader } from './loader-elf.js';
import { type LoaderManifest, manifestName, readManifest } from './manifest.js';

export interface BuiltLoaderOptions {
  /** Folders with a manifest, searched in order; default: the project's own, then the package's. */
  readonly folders?: readonly string[];
}

const shippedFolder = packagePath('firmware', 'loaders');

/** Where built loaders are looked for when nothing else is said. */
export const defaultLoaderFolders: readonly string[] = [join('otpforge', 'loaders'), shippedFolder];

/**
 * The built loader of a bank, its file held against the manifest beside it.
 * Errors: LOADER_NOT_BUILT, LOADER_HASH, LOADER_INVALID, ELF_*, SCHEMA.
 */
export async function loadBuiltLoader(bank: Bank, options: BuiltLoaderOptions = {}): Promise<LoaderElf> {
  const folders = options.folders ?? defaultLoaderFolders;
  for (const folder of folders) {
    const manifest = await manifestIn(folder);
    const entry = manifest?.loaders.find((loader) => loader.bank === bank.name);
    if (!entry) continue;
    const file = join(folder, entry.file);
    const loader = readLoader(await readBytes(file), file);
    if (loader.sha256 !== entry.sha256.elf) throw hashDiffers(file, entry.sha256.elf, loader.sha256);
    checkBank(loader, entry.sha256.facts, bank);
    const origin = folder === shippedFolder ? ({ kind: 'package' } as const) : loader.origin;
    return { ...loader, origin, stackBytes: entry.stackBytes };
  }
  throw new OtpforgeError('LOADER_NOT_BUILT', {
    message: `there is no built loader for the bank ${bank.name} in ${folders.join(', ')}`,
    remedy: `Build it: otpforge build ${bank.name}, with the same --banks`,
    details: { bank: bank.name, folders },
  });
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

/** The error of a loader that is not the manifest's. */
export function hashDiffers(file: string, expected: string, found: string): OtpforgeError {
  return new OtpforgeError('LOADER_HASH', {
    message: `${file}: SHA-256 is ${found}, the manifest says ${expected}`,
    remedy: 'The loader was changed or damaged: restore it, or build it again with otpforge build.',
    details: { file, expected, found },
  });
}
