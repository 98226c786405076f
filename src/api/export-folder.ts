import { readdir, rm } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { OtpforgeError } from '../errors/index.js';
import {
  type ExportHost,
  type ExportManifest,
  exportFormat,
  exportManifestName,
  exportManifestSchema,
} from '../export/export-manifest.js';
import type { ExportedFile } from '../export/exported-file.js';
import { isErrno, readBytes, readText } from '../files/read.js';
import { type WriteOptions, writeAtomic } from '../files/write.js';
import { parseYaml } from '../files/yaml.js';
import { sha256Of } from '../loader/index.js';

/**
 * Writes an export into a new or empty folder, or over an earlier export for the same host that nobody has changed.
 * Errors: EXPORT_FOLDER_USED, FILE_WRITE_FAILED.
 */
export async function writeExport(
  folder: string,
  host: ExportHost,
  files: readonly ExportedFile[],
  options: WriteOptions = {},
): Promise<void> {
  const earlier = await earlierFiles(folder, host);
  for (const { name, content } of files) await writeAtomic(join(folder, name), content, options);
  const kept = new Set(files.map(({ name }) => name));
  for (const name of earlier) if (!kept.has(name)) await rm(join(folder, name), { force: true });
}

// A stranger's file beside ours would be taken for part of the export, and his work must not be lost.
async function earlierFiles(folder: string, host: ExportHost): Promise<readonly string[]> {
  const present = await filesBelow(folder);
  if (present.length === 0) return [];
  const manifest = present.includes(exportManifestName) ? await manifestOf(folder) : undefined;
  if (manifest?.host !== host) {
    throw used(folder, present, 'holds files that are no earlier export for this host');
  }
  const known = new Map(manifest.files.map(({ name, sha256 }) => [name, sha256]));
  const foreign: string[] = [];
  for (const name of present) {
    if (name === exportManifestName) continue;
    if (sha256Of(await readBytes(join(folder, name))) !== known.get(name)) foreign.push(name);
  }
  if (foreign.length > 0)
    throw used(folder, foreign, 'holds files that were added or changed since the export');
  return [...known.keys()];
}

async function manifestOf(folder: string): Promise<ExportManifest | undefined> {
  const file = join(folder, exportManifestName);
  try {
    return parseYaml({ text: await readText(file), file, ...exportFormat }, exportManifestSchema).value;
  } catch (error) {
    if (error instanceof OtpforgeError) return undefined;
    throw error;
  }
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  try {
    // Resolved, since a folder named '' or '.' is the working folder too.
    const base = resolve(folder);
    const entries = await readdir(base, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => !entry.isDirectory())
      .map(({ parentPath, name }) => relative(base, join(parentPath, name)))
      .map((name) => name.split(sep).join('/'))
      .sort();
  } catch (cause) {
    if (isErrno(cause) && cause.code === 'ENOENT') return [];
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
