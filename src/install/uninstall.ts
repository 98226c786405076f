import { inLockedFolder } from '../files/folder-lock.js';
import { removeWithFolders } from '../files/remove.js';
import { fileHash } from './file-hash.js';
import { type Installed, installedName, ownHashes, readInstalled } from './record.js';

export interface UninstallReport {
  readonly removed: readonly string[];
  /** Files that somebody changed since: left there. */
  readonly kept: readonly string[];
  /** Files that were there before otpforge: left there. */
  readonly foreign: readonly string[];
  /** Files that were gone already. */
  readonly missing: readonly string[];
}

/** Takes away what installFiles put into a folder, and the folders below it that are empty then. Errors: FOLDER_BUSY, FILE_*, SCHEMA. */
export async function uninstallFiles(
  folder: string,
  { dryRun = false }: { readonly dryRun?: boolean } = {},
): Promise<UninstallReport> {
  const record = readInstalled(folder);
  if (dryRun || !record) return judge(folder, record);
  return inLockedFolder(folder, async () => {
    const report = judge(folder, readInstalled(folder));
    for (const name of [...report.removed, installedName]) await removeWithFolders(folder, name);
    return report;
  });
}

function judge(folder: string, record: Installed | undefined): UninstallReport {
  const own = ownHashes(record);
  const foreign = new Map(
    record?.files.flatMap(({ name, sha256, foreign }) => (foreign ? [[name, sha256] as const] : [])),
  );
  const state = [...new Set([...own.keys(), ...foreign.keys()])].map((name) => {
    const there = fileHash(folder, name);
    return { name, fate: fateOf(there, own.get(name), foreign.get(name)) };
  });
  const of = (wanted: Fate) => state.filter(({ fate }) => fate === wanted).map(({ name }) => name);
  return { removed: of('removed'), kept: of('kept'), foreign: of('foreign'), missing: of('missing') };
}

type Fate = keyof UninstallReport;

function fateOf(
  there: string | undefined,
  own: ReadonlySet<string> | undefined,
  foreign: string | undefined,
): Fate {
  if (there === undefined) return 'missing';
  if (own?.has(there)) return 'removed';
  return own === undefined || there === foreign ? 'foreign' : 'kept';
}
