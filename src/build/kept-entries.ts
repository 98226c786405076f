import type { LoadedBank } from '../bank/index.js';
import { OtpforgeError } from '../errors/index.js';
import { type LoaderManifestEntry, loadBuiltLoader, readManifest } from '../loader/index.js';
import { type BuildTarget, manifestPath } from './build-target.js';

export interface KeptEntry {
  readonly entry: LoaderManifestEntry;
  readonly bank: LoadedBank;
}

/**
 * What the manifest of a target holds of other banks than those that are built: they stay as they are, and so does
 * their part of devices.xml. A bank that no folder describes any more is left out.
 * Errors: LOADER_INVALID, LOADER_HASH, FILE_* when one of them is not what its bank now asks for.
 */
export async function keptEntries(
  target: BuildTarget,
  building: readonly LoadedBank[],
  knownBanks: readonly LoadedBank[],
): Promise<readonly KeptEntry[]> {
  const manifest = await readManifest(manifestPath(target)).catch((error: unknown) => {
    if (error instanceof OtpforgeError && error.code === 'FILE_NOT_FOUND') return undefined;
    throw error;
  });
  const kept = (manifest?.loaders ?? []).flatMap((entry) => {
    if (building.some(({ bank }) => bank.name === entry.bank)) return [];
    const bank = knownBanks.find((known) => known.bank.name === entry.bank);
    return bank ? [{ entry, bank }] : [];
  });
  for (const { bank } of kept) await checkKept(bank, target, building);
  return kept;
}

// devices.xml would name the bank as it is now beside a loader for what it was.
async function checkKept(
  { bank }: LoadedBank,
  { loaders }: BuildTarget,
  building: readonly LoadedBank[],
): Promise<void> {
  try {
    await loadBuiltLoader(bank, { folders: [loaders] });
  } catch (error) {
    if (!(error instanceof OtpforgeError)) throw error;
    const names = [...building.map((each) => each.bank.name), bank.name];
    throw new OtpforgeError(error.code, {
      ...error.within((text) => text),
      remedy: `Build it as well, since devices.xml names both: otpforge build ${names.join(' ')}`,
    });
  }
}
