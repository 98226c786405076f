import { OtpforgeError } from '../errors/index.js';
import {
  type BatchFiles,
  type BatchRecord,
  batchRecord,
  exportBlock,
  type LedgerTransaction,
  type NewValue,
  requireRows,
} from '../ledger/index.js';
import { type FieldSource, isScanned } from '../line/index.js';
import { contentMac, fieldMacs } from '../visit/field-macs.js';
import { contentMacOf } from '../visit/unit-keeper.js';
import { ContentDigest } from './content-digest.js';
import { UsedNames } from './file-names.js';
import { ListPlace } from './list-place.js';
import type { MadeFile } from './made-files.js';
import { manifestUnit } from './manifest.js';
import { newUnitValues } from './new-unit-values.js';
import type { BatchSetup } from './setup.js';
import type { UnitFiles } from './unit-files.js';

export interface ToGiveOut {
  readonly sources: readonly FieldSource[];
  readonly files: UnitFiles;
  /** Names in the folder of the files. */
  readonly present: readonly string[];
  /** Names that are not for units. */
  readonly reserved: readonly string[];
  /** What the ledger keeps of the files, but for what is known only with the values. */
  readonly about: Omit<BatchFiles, 'content' | 'list'>;
}

/**
 * What the ledger has of a batch. A new one gets its values in this one transaction, after all of its files could be made.
 * Errors: ORDER_FULL, POOL_*, IDENTITY_TAKEN, UNIT_DATA_DUPLICATE, BATCH_NAMES, FILE_EXISTS, those of encodeLayout.
 */
export function giveOut(setup: BatchSetup, asked: ToGiveOut): Promise<GivenOut> {
  const { ledger, line, name } = setup;
  return ledger.transaction(async (tx) => {
    const known = await batchRecord(tx, line.product, name);
    if (known) return { record: known, isNew: false, made: [] };
    const made = await exportNew(tx, setup, asked);
    const record = await batchRecord(tx, line.product, name);
    if (!record) throw new Error(`the batch ${name} is not in the ledger that took it`);
    return { record, isNew: true, made };
  });
}

export interface GivenOut {
  readonly record: BatchRecord;
  readonly isNew: boolean;
  /** The files of a new batch, from the first row on: as many as memory is to hold. */
  readonly made: readonly MadeFile[];
}

async function exportNew(
  tx: LedgerTransaction,
  setup: BatchSetup,
  { sources, files, present, reserved, about }: ToGiveOut,
): Promise<readonly MadeFile[]> {
  const { ledger, line, layout, name, stage, count, onProgress } = setup;
  // A transaction may run again: nothing of it outlives its run.
  const digest = new ContentDigest();
  const names = new UsedNames(reserved);
  const scanned = new ScannedValues();
  const list = new ListPlace(layout.bank);
  const inFolder = new Set(present.map((each) => each.toLowerCase()));
  for (const own of reserved) if (inFolder.has(own.toLowerCase())) throw exists(setup.names.folder, own);
  await requireAllRows(tx, sources, count);
  const mac = contentMacOf(ledger);
  const made: MadeFile[] = [];
  const contents = new Map<number, ReturnType<typeof contentOf>>();
  const contentOf = (macs: Readonly<Record<string, string>>) => ({
    contentMac: contentMac(macs, mac),
    fieldMacs: macs,
  });
  await exportBlock(tx, {
    ...{ product: line.product, stage, batch: name, count },
    ...(line.order && { order: line.order }),
    values: async (draw, keys, row) => {
      contents.clear();
      const units = await newUnitValues(setup, sources, { keys, row }, tx, draw);
      for (const [at, { values, data }] of units.entries()) {
        scanned.add(values, row + at);
        const { file, own } = files.make(row + at, data);
        names.add(file.name, row + at);
        if (inFolder.has(file.name.toLowerCase())) throw exists(setup.names.folder, file.name);
        digest.add(file);
        list.add(file);
        contents.set(row + at, contentOf(fieldMacs(layout, own, mac)));
        if (made.length < mostKept)
          made.push({ unit: manifestUnit(keys[at]?.unit ?? 0, row + at, values), file });
      }
      onProgress(row + units.length, 2 * count);
      return units.map(({ values }) => values);
    },
    content: (row) => contents.get(row),
    details: () => ({
      files: { ...about, content: digest.end(ledger), list: list.place && { ...list.place } },
    }),
  });
  return made;
}

/** Of lists that are drawn from in their order: a row that was scanned for is refused by its own value. */
async function requireAllRows(
  tx: LedgerTransaction,
  sources: readonly FieldSource[],
  count: number,
): Promise<void> {
  const ofLists = sources.filter((source) => source.kind === 'list');
  const scanned = new Set(ofLists.filter(isScanned).map(({ list }) => list));
  for (const list of new Set(ofLists.map(({ list }) => list)))
    if (!scanned.has(list)) await requireRows(tx, list, count);
}

/** Of a few kilobytes each; those of more units are made again from the ledger. */
const mostKept = 10_000;

/** Unique values that a table gives, which may hold one twice. */
class ScannedValues {
  readonly #rows = new Map<string, number>();

  /** Errors: UNIT_DATA_DUPLICATE. */
  add(values: readonly NewValue[], row: number): void {
    for (const { field, scope, mac, unique, source } of values) {
      if (!unique || source !== 'scan') continue;
      const key = `${Buffer.from(mac).toString('base64')} ${scope}`;
      const other = this.#rows.get(key);
      if (other !== undefined) throw duplicate(field, other, row);
      this.#rows.set(key, row);
    }
  }
}

function duplicate(field: string, other: number, row: number): OtpforgeError {
  return new OtpforgeError('UNIT_DATA_DUPLICATE', {
    message: `rows ${other + 1} and ${row + 1} have the same ${field}; no value was given out`,
    remedy: 'Correct the table: one of the units would be a copy.',
    details: { field, rows: [other + 1, row + 1] },
  });
}

function exists(folder: string, name: string): OtpforgeError {
  return new OtpforgeError('FILE_EXISTS', {
    message: `${folder} has a file ${name}, which no batch of this ledger made; no value was given out`,
    remedy: 'Name a new or empty folder.',
    details: { folder, file: name },
  });
}
