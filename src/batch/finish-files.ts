import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { FileInParts } from './file-in-parts.js';
import { ListFile } from './list-file.js';
import { type GivenBatch, madeFiles } from './made-files.js';
import {
  listName,
  type ManifestUnit,
  manifestEnd,
  manifestFile,
  manifestHead,
  manifestName,
} from './manifest.js';
import type { BatchSetup } from './setup.js';
import { FileHashes } from './unit-files.js';
import { writeFiles } from './write-files.js';

export interface FinishedFiles {
  /** How many files were missing. */
  readonly written: number;
  /** Units with a secret that the ledger has wiped. */
  readonly leftOut: readonly ManifestUnit[];
}

/**
 * Writes the files that are missing, compares the others, and puts J-Flash's list and then the manifest beside them.
 * Errors: BATCH_FILE_DIFFERS, FILE_WRITE_FAILED.
 */
export async function finishFiles(setup: BatchSetup, batch: GivenBatch): Promise<FinishedFiles> {
  const { names, mode, count, name, onProgress } = setup;
  const { record, given } = batch;
  const manifest = new FileInParts(join(names.folder, manifestName(name)), mode);
  const list = given.list && new ListFile(join(names.folder, listName(name)), mode);
  const hashes = new FileHashes();
  const present = new Set((await readdir(names.folder)).map((each) => each.toLowerCase()));
  let written = 0;
  let done = 0;
  const leftOut: ManifestUnit[] = [];
  try {
    manifest.append(manifestHead(record, given));
    for await (const { files: part, leftOut: without } of madeFiles(setup, batch)) {
      written += await writeFiles(
        { folder: names.folder, present, mode },
        part.map(({ file }) => file),
      );
      const isFirst = done === leftOut.length;
      const rows = part.map(({ unit, file }, at) =>
        manifestFile(unit, file.name, hashes.sha256(file.parts), isFirst && at === 0),
      );
      manifest.append(rows.join(''));
      list?.add(part.map(({ file }) => file));
      leftOut.push(...without);
      done += part.length + without.length;
      onProgress(count + done, 2 * count);
    }
    const listSha256 = list?.finish();
    manifest.append(manifestEnd(given, name, listSha256, leftOut));
    manifest.finish();
  } finally {
    list?.close();
    manifest.close();
  }
  return { written, leftOut };
}
