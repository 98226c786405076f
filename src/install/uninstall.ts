import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileHash, installedName, readInstalled } from './record.js';
import { removeWithFolders } from './remove.js';

export interface UninstallReport {
  readonly removed: readonly string[];
  /** Files that somebody changed since: left there. */
  readonly kept: readonly string[];
  /** Files that were gone already. */
  readonly missing: readonly string[];
}

/** Takes away what installFiles put into a folder, and the folders below it that are empty then. Errors: FILE_*, SCHEMA. */
export async function uninstallFiles(
  folder: string,
  { dryRun = false }: { readonly dryRun?: boolean } = {},
): Promise<UninstallReport> {
  const files = readInstalled(folder)?.files ?? [];
  const state = files.map(({ name, sha256 }) => ({ name, sha256, there: fileHash(folder, name) }));
  const report: UninstallReport = {
    removed: state.filter(({ there, sha256 }) => there === sha256).map(({ name }) => name),
    kept: state
      .filter(({ there, sha256 }) => there !== undefined && there !== sha256)
      .map(({ name }) => name),
    missing: state.filter(({ there }) => there === undefined).map(({ name }) => name),
  };
  if (dryRun) return report;
  for (const name of report.removed) {
    await removeWithFolders(folder, name);
  }
  await rm(join(folder, installedName), { force: true });
  return report;
}
