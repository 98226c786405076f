import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { OtpforgeError } from '../errors/index.js';
import { type BatchFiles, type BatchRecord, batchPart, type KnownUnit } from '../ledger/index.js';
import { valuesOfUnit, writesWiped } from '../visit/known-values.js';
import { opener } from '../visit/unit-keeper.js';
import { ContentDigest } from './content-digest.js';
import { FileInParts } from './file-in-parts.js';
import { ListFile } from './list-file.js';
import {
  listName,
  type ManifestUnit,
  manifestEnd,
  manifestFile,
  manifestHead,
  manifestName,
  manifestUnit,
} from './manifest.js';
import { refuseOtherContent } from './refuse-other.js';
import type { BatchSetup } from './setup.js';
import { FileHashes, type UnitFile, type UnitFiles } from './unit-files.js';
import { writeFiles } from './write-files.js';

/** A batch as the ledger has it, and what makes its files. */
export interface GivenBatch {
  readonly record: BatchRecord;
  readonly given: BatchFiles;
  readonly files: UnitFiles;
  /** Files that are made already, from the first row on. */
  readonly made: readonly MadeFile[];
}

/** The file of a unit, and what the manifest says of the unit. */
export interface MadeFile {
  readonly unit: ManifestUnit;
  readonly file: UnitFile;
}

/** Makes all files in memory and refuses a batch whose files would be others by now. Errors: BATCH_DIFFERS, SECRET_WIPED. */
export async function checkContent(setup: BatchSetup, batch: GivenBatch): Promise<void> {
  const digest = new ContentDigest();
  for await (const part of madeFiles(setup, batch)) for (const { file } of part) digest.add(file);
  refuseOtherContent(setup.name, batch.given, digest.end(setup.ledger));
}

/**
 * Writes the files that are missing, compares the others, and puts J-Flash's list and then the manifest beside them. Returns
 * how many files were missing. Errors: BATCH_FILE_DIFFERS, FILE_WRITE_FAILED, SECRET_WIPED.
 */
export async function finishFiles(setup: BatchSetup, batch: GivenBatch): Promise<number> {
  const { names, mode, count, name, onProgress } = setup;
  const { record, given } = batch;
  const manifest = new FileInParts(join(names.folder, manifestName(name)), mode);
  const list = given.list && new ListFile(join(names.folder, listName(name)), mode);
  const hashes = new FileHashes();
  const present = new Set((await readdir(names.folder)).map((each) => each.toLowerCase()));
  let written = 0;
  let done = 0;
  try {
    manifest.append(manifestHead(record, given));
    for await (const part of madeFiles(setup, batch)) {
      written += await writeFiles(
        { folder: names.folder, present, mode },
        part.map(({ file }) => file),
      );
      const rows = part.map(({ unit, file }) => manifestFile(unit, file.name, hashes.sha256(file.parts)));
      manifest.append(rows.join(''));
      list?.add(part.map(({ file }) => file));
      done += part.length;
      onProgress(count + done, 2 * count);
    }
    const listSha256 = list?.finish();
    manifest.append(manifestEnd(given, name, listSha256));
    manifest.finish();
  } finally {
    list?.close();
    manifest.close();
  }
  return written;
}

/** The files of a batch in its order, part by part: of what the ledger has, unless they are made already. */
async function* madeFiles(setup: BatchSetup, batch: GivenBatch): AsyncGenerator<readonly MadeFile[]> {
  const { made } = batch;
  for (let at = 0; at < made.length; at += filesAtOnce) yield made.slice(at, at + filesAtOnce);
  for (let row = made.length; row < setup.count; row += unitsAtOnce) {
    const units = await setup.ledger.transaction((tx) =>
      batchPart(tx, { product: setup.line.product, batch: setup.name }, row, unitsAtOnce),
    );
    for (let at = 0; at < units.length; at += filesAtOnce) {
      yield units.slice(at, at + filesAtOnce).map((unit) => madeFile(setup, batch, unit));
    }
  }
}

function madeFile(
  { ledger, layout, name }: BatchSetup,
  { files, record }: GivenBatch,
  unit: KnownUnit,
): MadeFile {
  const { row = 0, values } = unit;
  if (writesWiped(layout, unit, record.stage)) throw wiped(unit, name);
  const data = valuesOfUnit(unit, opener(ledger, unit));
  const own = values.filter(({ stage }) => stage === record.stage);
  return { unit: manifestUnit(unit.unit, row, own), file: files.make(row, data).file };
}

/** Rows of the ledger are small. */
const unitsAtOnce = 1_000;
/** Files share the firmware, and one flush of the disk. */
const filesAtOnce = 64;

function wiped({ unit }: KnownUnit, batch: string): OtpforgeError {
  return new OtpforgeError('SECRET_WIPED', {
    message: `unit ${unit} of the batch ${batch} has a secret value that the ledger has wiped: its file cannot be made again`,
    remedy: 'The unit was burnt and read back, or scrapped: it needs no file any more.',
    details: { unit, batch },
  });
}
