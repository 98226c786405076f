import { readdir } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { OtpforgeError } from '../errors/index.js';
import { type ExportHost, exportManifestName, readExportManifest } from '../export/export-manifest.js';
import type { ExportedFile } from '../export/exported-file.js';
import { inLockedFolder, isFolderLock } from '../files/folder-lock.js';
import { readBytes } from '../files/read.js';
import { removeWithFolders } from '../files/remove.js';
import { type WriteOptions, writeAtomic } from '../files/write.js';
import { sha256Of } from '../loader/index.js';

/**
 * Writes an export into a new or empty folder, or over an earlier export for the same host that nobody has changed.
 * What cannot be finished is taken back. Errors: EXPORT_FOLDER_USED, FOLDER_BUSY, FILE_WRITE_FAILED.
 */
export async function writeExport(
  folder: string,
  host: ExportHost,
  files: readonly ExportedFile[],
  options: WriteOptions = {},
): Promise<void> {
  await inLockedFolder(folder, async () => {
    const earlier = await earlierFiles(folder, host);
    const written: string[] = [];
    try {
      const stale = earlier.filter((name) => !files.some((file) => file.name === name));
      for (const name of stale) await removeWithFolders(folder, name);
      for (const { name, content } of files) {
        await writeAtomic(join(folder, name), content, options);
        written.push(name);
      }
    } catch (error) {
      // A part of an export would be taken for a whole one, and are in the way of the next.
      for (const name of written) await removeWithFolders(folder, name).catch(() => undefined);
      throw error;
    }
  });
}

// A stranger's file beside ours would be taken for part of the export, and his work must not be lost.
async function earlierFiles(folder: string, host: ExportHost): Promise<readonly string[]> {
  const present = await filesBelow(folder);
  if (present.size === 0) return [];
  const text = (await present.get(exportManifestName)?.())?.toString('utf8');
  const manifest = text === undefined ? undefined : readExportManifest(text);
  if (manifest?.host !== host) {
    throw used(
      folder,
      [...present.keys()],
      'holds files that do not belong to an earlier export for this host',
    );
  }
  const known = new Map(manifest.files.map(({ name, sha256 }) => [name, sha256]));
  const foreign: string[] = [];
  for (const [name, read] of present) {
    if (name === exportManifestName) continue;
    const bytes = await read();
    if (bytes === undefined || sha256Of(bytes) !== known.get(name)) foreign.push(name);
  }
  if (foreign.length > 0)
    throw used(folder, foreign, 'holds files that were added or changed since the export');
  return [...known.keys()];
}

/** Reads a file of a folder; undefined for a link, a pipe and the like, which no export has made. */
type Read = () => Promise<Buffer | undefined>;

async function filesBelow(folder: string): Promise<ReadonlyMap<string, Read>> {
  try {
    // Resolved, since a folder named '' or '.' is the working folder too.
    const base = resolve(folder);
    const entries = await readdir(base, { recursive: true, withFileTypes: true });
    return new Map(
      entries
        .filter((entry) => !entry.isDirectory())
        .map((entry): [string, Read] => {
          const path = join(entry.parentPath, entry.name);
          const name = relative(base, path).split(sep).join('/');
          return [name, async () => (entry.isFile() ? readBytes(path) : undefined)];
        })
        .filter(([name]) => !isFolderLock(name))
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  } catch (cause) {
    throw new OtpforgeError('FILE_WRITE_FAILED', {
      message: `${folder}: cannot be looked into: ${String(cause)}`,
      remedy: 'Name another folder.',
      details: { file: folder },
      cause,
    });
  }
}

function used(folder: string, files: readonly string[], what: string): OtpforgeError {
  return new OtpforgeError('EXPORT_FOLDER_USED', {
    message: `${folder} ${what}: ${files.slice(0, 5).join(', ')}${files.length > 5 ? ', …' : ''}`,
    remedy: 'Name a new or empty folder, or remove those files.',
    details: { folder, files: [...files] },
  });
}
