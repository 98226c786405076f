import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { OtpforgeError } from '../errors/index.js';
import { writeAtomic } from '../files/write.js';
import { fileHash, type Installed, installedFormat, installedName, readInstalled } from './record.js';
import { removeWithFolders } from './remove.js';

export interface InstallFile {
  /** Path below the folder, with forward slashes. */
  readonly name: string;
  readonly content: string | Uint8Array;
  readonly sha256: string;
}

export interface InstallReport {
  readonly written: readonly string[];
  /** Files that were as wanted already. */
  readonly unchanged: readonly string[];
  /** Files of an earlier installation that are not wanted any more. */
  readonly removed: readonly string[];
  /** The same, but changed since by somebody: left there. */
  readonly kept: readonly string[];
}

/**
 * Puts files into a folder that belongs to others too, and records what is ours. A file that we did not put there, or that
 * was changed since, is never replaced. Errors: INSTALL_FOREIGN_FILES (nothing was written), FILE_*.
 */
export async function installFiles(
  folder: string,
  files: readonly InstallFile[],
  { dryRun = false }: { readonly dryRun?: boolean } = {},
): Promise<InstallReport> {
  const earlier = new Map(readInstalled(folder)?.files.map(({ name, sha256 }) => [name, sha256]));
  const found = new Map(
    [...files.map(({ name }) => name), ...earlier.keys()].map((name) => [name, fileHash(folder, name)]),
  );
  refuseForeign(folder, files, earlier, found);
  const wanted = new Set(files.map(({ name }) => name));
  const stale = [...earlier.keys()].filter((name) => !wanted.has(name) && found.get(name) !== undefined);
  const report: InstallReport = {
    written: files.filter(({ name, sha256 }) => found.get(name) !== sha256).map(({ name }) => name),
    unchanged: files.filter(({ name, sha256 }) => found.get(name) === sha256).map(({ name }) => name),
    removed: stale.filter((name) => found.get(name) === earlier.get(name)),
    kept: stale.filter((name) => found.get(name) !== earlier.get(name)),
  };
  const created = report.written.filter((name) => found.get(name) === undefined);
  if (!dryRun) await carryOut(folder, files, report, created);
  return report;
}

async function carryOut(
  folder: string,
  files: readonly InstallFile[],
  report: InstallReport,
  created: readonly string[],
): Promise<void> {
  // Loaders before the Devices.xml that names them: J-Link may look at any moment.
  const inOrder = [...files].sort((a, b) => Number(isXml(a.name)) - Number(isXml(b.name)));
  const record: Installed = {
    format: `${installedFormat.format}/${installedFormat.major}`,
    files: files.map(({ name, sha256 }) => ({ name, sha256 })),
  };
  try {
    for (const { name, content } of inOrder) {
      if (report.written.includes(name)) await writeAtomic(join(folder, name), content);
    }
    for (const name of report.removed) await rm(join(folder, name), { force: true });
    await writeAtomic(join(folder, installedName), `${JSON.stringify(record, undefined, 2)}\n`);
  } catch (error) {
    // Without a record of them nobody would ever take them away.
    for (const name of created) await removeWithFolders(folder, name);
    throw error;
  }
}

function refuseForeign(
  folder: string,
  files: readonly InstallFile[],
  earlier: ReadonlyMap<string, string>,
  found: ReadonlyMap<string, string | undefined>,
): void {
  const foreign = files.flatMap(({ name, sha256 }) => {
    const there = found.get(name);
    return there === undefined || there === sha256 || there === earlier.get(name) ? [] : [name];
  });
  if (foreign.length === 0) return;
  throw new OtpforgeError('INSTALL_FOREIGN_FILES', {
    message: `${folder} holds files that otpforge did not put there, or that were changed since: ${foreign.join(', ')}; nothing was written`,
    remedy: 'Move them away, or install into another folder with --dir.',
    details: { folder, files: foreign },
  });
}

function isXml(name: string): boolean {
  return /\.xml$/i.test(name);
}
