import type { SparseImage } from '../image/index.js';
import { type BatchFiles, type BatchRecord, batchPart, type KnownUnit } from '../ledger/index.js';
import { valuesOfUnit, writesWiped } from '../visit/known-values.js';
import { opener } from '../visit/unit-keeper.js';
import { type ManifestUnit, manifestUnit } from './manifest.js';
import type { BatchSetup } from './setup.js';
import type { UnitFile, UnitFiles } from './unit-files.js';

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
  /** Where it was made of what the ledger has. */
  readonly from?: { readonly own: SparseImage; readonly known: KnownUnit };
}

export interface MadePart {
  readonly files: readonly MadeFile[];
  /** Units with a secret that the ledger has wiped: they were burnt and read back, or scrapped, and get no file. */
  readonly leftOut: readonly ManifestUnit[];
}

/** The files of a batch in its order, part by part: of what the ledger has, unless they are made already. */
export async function* madeFiles(setup: BatchSetup, batch: GivenBatch): AsyncGenerator<MadePart> {
  const { made } = batch;
  for (let at = 0; at < made.length; at += filesAtOnce)
    yield { files: made.slice(at, at + filesAtOnce), leftOut: [] };
  for (let row = made.length; row < setup.count; row += unitsAtOnce) {
    const units = await setup.ledger.transaction((tx) =>
      batchPart(tx, { product: setup.line.product, batch: setup.name }, row, unitsAtOnce),
    );
    for (let at = 0; at < units.length; at += filesAtOnce) {
      yield partOf(setup, batch, units.slice(at, at + filesAtOnce));
    }
  }
}

/** Rows of the ledger are small. */
const unitsAtOnce = 1_000;
/** Files share the firmware, and one flush of the disk. */
const filesAtOnce = 64;

function partOf(setup: BatchSetup, batch: GivenBatch, units: readonly KnownUnit[]): MadePart {
  const { ledger, layout } = setup;
  const { stage } = batch.record;
  const [files, leftOut]: [MadeFile[], ManifestUnit[]] = [[], []];
  for (const known of units) {
    const { row = 0, values } = known;
    const own = values.filter((value) => value.stage === stage);
    const unit = manifestUnit(known.unit, row, own);
    if (writesWiped(layout, known, stage)) leftOut.push(unit);
    else {
      const made = batch.files.make(row, valuesOfUnit(known, opener(ledger, known)));
      files.push({ unit, file: made.file, from: { own: made.own, known } });
    }
  }
  return { files, leftOut };
}
