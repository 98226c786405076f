import { readdir } from 'node:fs/promises';
import { OtpforgeError } from '../errors/index.js';
import { changedFields, fieldMacs } from '../visit/field-macs.js';
import { contentMacOf } from '../visit/unit-keeper.js';
import { ContentDigest } from './content-digest.js';
import { type GivenBatch, type MadeFile, madeFiles } from './made-files.js';
import { type ManifestUnit, manifestName } from './manifest.js';
import { refuseChanged, refuseOtherContent } from './refuse-other.js';
import type { BatchSetup } from './setup.js';

/**
 * Makes all files in memory and refuses a batch whose files would be others by now, and one that is complete but has a secret
 * that is wiped. Errors: BATCH_DIFFERS, SECRET_WIPED.
 */
export async function checkContent(setup: BatchSetup, batch: GivenBatch): Promise<void> {
  const { name, ledger } = setup;
  const digest = new ContentDigest();
  let wiped: ManifestUnit | undefined;
  for await (const { files, leftOut } of madeFiles(setup, batch)) {
    for (const { file } of files) digest.add(file);
    wiped ??= leftOut[0];
  }
  if (!wiped) return refuseOtherContent(name, batch.given, digest.end(ledger));
  if ((await readdir(setup.names.folder)).includes(manifestName(name))) throw isWiped(wiped, name);
  for await (const { files } of madeFiles(setup, batch)) for (const made of files) checkFields(setup, made);
}

/** The ledger keeps one hash of all files together, and one of each field. Errors: BATCH_DIFFERS. */
function checkFields({ ledger, layout, name, stage: own }: BatchSetup, { from }: MadeFile): void {
  const before = from?.known.stages.find(({ stage }) => stage === own)?.fieldMacs;
  if (!from || !before) return;
  const [changed] = changedFields(before, fieldMacs(layout, from.own, contentMacOf(ledger)));
  if (changed !== undefined) refuseChanged(name, from.known.unit, changed);
}

function isWiped({ unit }: ManifestUnit, batch: string): OtpforgeError {
  return new OtpforgeError('SECRET_WIPED', {
    message: `unit ${unit} of the batch ${batch} has a secret value that the ledger has wiped: its file cannot be made again`,
    remedy: `The unit was burnt and read back, or scrapped: it needs no file any more. To make files of the others again, move ${manifestName(batch)} away.`,
    details: { unit, batch },
  });
}
