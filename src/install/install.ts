import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { OtpforgeError } from '../errors/index.js';
import { inLockedFolder } from '../files/folder-lock.js';
import { removeWithFolders } from '../files/remove.js';
import { writeAtomic } from '../files/write.js';
import { fileHash } from './file-hash.js';
import { type Installed, installedName, ownHashes, readInstalled, writeInstalled } from './record.js';

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
  /** Those of them that otpforge did not put there: uninstall will leave them. */
  readonly foreign: readonly string[];
  /** Files of an earlier installation that are not wanted any more. */
  readonly removed: readonly string[];
  /** The same, but changed since by somebody: left there. */
  readonly kept: readonly string[];
}

/**
 * Puts files into a folder that belongs to others too, and records what is ours. A file that we did not put there, or that
 * was changed since, is never replaced. Errors: INSTALL_FOREIGN_FILES (nothing was written), FOLDER_BUSY, FILE_*.
 */
export async function installFiles(
  folder: string,
  files: readonly InstallFile[],
  { dryRun = false }: { readonly dryRun?: boolean } = {},
): Promise<InstallReport> {
  const first = compare(folder, files);
  if (dryRun || first.settled) return first.report;
  return inLockedFolder(folder, async () => {
    const comparison = compare(folder, files);
    await carryOut(folder, files, comparison);
    return comparison.report;
  });
}

interface Comparison {
  readonly report: InstallReport;
  /** Nothing is to do, at the record neither. */
  readonly settled: boolean;
  /** Files that are not there yet. */
  readonly created: readonly string[];
  readonly record: Installed | undefined;
  /** The files of the record that is to be. */
  readonly next: Installed['files'];
}

function compare(folder: string, files: readonly InstallFile[]): Comparison {
  // Before the record is read: a file that another otpforge puts there meanwhile is in its record first.
  const found = new Map(files.map(({ name }) => [name, fileHash(folder, name)]));
  const record = readInstalled(folder);
  const own = ownHashes(record);
  const isOwn = (name: string, hash: string | undefined) =>
    hash !== undefined && own.get(name)?.has(hash) === true;
  refuseForeign(
    folder,
    files.filter(
      ({ name, sha256 }) => ![undefined, sha256].includes(found.get(name)) && !isOwn(name, found.get(name)),
    ),
  );
  const unchanged = files.filter(({ name, sha256 }) => found.get(name) === sha256).map(({ name }) => name);
  const written = files.map(({ name }) => name).filter((name) => !unchanged.includes(name));
  const foreign = unchanged.filter((name) => !isOwn(name, found.get(name)));
  const stale = [...own.keys()]
    .filter((name) => !found.has(name))
    .map((name) => ({ name, there: fileHash(folder, name) }))
    .filter(({ there }) => there !== undefined);
  const removed = stale.filter(({ name, there }) => isOwn(name, there)).map(({ name }) => name);
  const kept = stale.filter(({ name, there }) => !isOwn(name, there)).map(({ name }) => name);
  const next = files.map(({ name, sha256 }) => ({
    name,
    sha256,
    ...(foreign.includes(name) && { foreign: true as const }),
  }));
  const recorded = !record?.unfinished && isDeepStrictEqual(next, record?.files);
  return {
    report: { written, unchanged, foreign, removed, kept },
    settled: recorded && written.length + removed.length === 0,
    created: written.filter((name) => found.get(name) === undefined),
    record,
    next,
  };
}

async function carryOut(
  folder: string,
  files: readonly InstallFile[],
  { report, created, record, next }: Comparison,
): Promise<void> {
  // The record comes first: whatever cuts this off, each file that we have put there is known as ours.
  await writeInstalled(folder, { unfinished: true, files: [...next, ...(record?.files ?? [])] });
  // Loaders before the Devices.xml that names them: J-Link may look at any moment.
  const inOrder = [...files].sort((a, b) => Number(isXml(a.name)) - Number(isXml(b.name)));
  try {
    for (const { name, content } of inOrder.filter(({ name }) => report.written.includes(name))) {
      await writeAtomic(join(folder, name), content);
    }
    for (const name of report.removed) await removeWithFolders(folder, name);
    await writeInstalled(folder, { files: next });
  } catch (error) {
    const makings = record ? created : [...created, installedName];
    // What cannot be taken back stays in the record, which goes last.
    await removeAll(folder, makings).catch(() => undefined);
    throw error;
  }
}

async function removeAll(folder: string, names: readonly string[]): Promise<void> {
  for (const name of names) await removeWithFolders(folder, name);
}

function refuseForeign(folder: string, files: readonly InstallFile[]): void {
  if (files.length === 0) return;
  const foreign = files.map(({ name }) => name);
  throw new OtpforgeError('INSTALL_FOREIGN_FILES', {
    message: `${folder} holds files that otpforge did not put there, or that were changed since: ${foreign.join(', ')}; nothing was written`,
    remedy: 'Move them away, or install into another folder with --dir.',
    details: { folder, files: foreign },
  });
}

function isXml(name: string): boolean {
  return /\.xml$/i.test(name);
}
