import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { inLockedFolder } from '../files/folder-lock.js';
import type { BatchFiles, BatchRecord } from '../ledger/index.js';
import { count } from '../text/plural.js';
import { stageSources } from '../visit/stage-sources.js';
import { checkContent } from './check-content.js';
import { keyed } from './content-digest.js';
import { finishFiles } from './finish-files.js';
import { giveOut } from './give-out.js';
import { listName, type ManifestUnit, manifestName } from './manifest.js';
import { refuseLine } from './refuse-line.js';
import { refuseOther } from './refuse-other.js';
import type { BatchSetup, FileSetup } from './setup.js';
import { UnitFiles } from './unit-files.js';

export interface BatchResult {
  readonly record: BatchRecord;
  readonly files: BatchFiles;
  /** Of the units' files: how many were missing. The others were there, and are as they should be. */
  readonly written: number;
  readonly warnings: readonly { readonly message: string }[];
}

/**
 * Gives out a batch of units as hex files for other people's programmers, or finishes one that was given out. The manifest
 * comes last. Errors: those of refuseLine, giveOut, refuseOther, checkContent and finishFiles; FOLDER_BUSY.
 */
export async function batch(setup: BatchSetup & FileSetup): Promise<BatchResult> {
  const { ledger, layout, stage, names, name, rows } = setup;
  const sources = stageSources(setup);
  refuseLine(layout, stage, sources, rows !== undefined);
  const about = {
    ...{ folder: names.folder, names: names.pattern, secret: setup.secret },
    firmware: setup.firmware?.sha256 ?? null,
    data: rows ? keyed(ledger, 'batch data', Buffer.from(JSON.stringify(rows.map((row) => [...row])))) : null,
  };
  return inLockedFolder(names.folder, async () => {
    const files = new UnitFiles(setup);
    const { record, isNew, made } = await giveOut(setup, {
      ...{ sources, files, about },
      present: await readdir(names.folder),
      reserved: [manifestName(name), listName(name)],
    });
    const given = refuseOther(setup, record, about);
    const known = { record, given, files, made };
    if (!isNew) await checkContent(setup, known);
    const { written, leftOut } = await finishFiles(setup, known);
    return { record, files: given, written, warnings: [...files.warnings, ...leftOutWarning(leftOut)] };
  });
}

function leftOutWarning(units: readonly ManifestUnit[]): readonly { readonly message: string }[] {
  if (units.length === 0) return [];
  const shown = units.slice(0, mostShown).map(({ unit }) => unit);
  const more = units.length > mostShown ? ' and more' : '';
  return [
    {
      message: `${count(units.length, 'unit')} left out, whose secrets the ledger has wiped since they were burnt and read back, or scrapped: ${shown.join(', ')}${more}. Delete their files, and burn none of them`,
    },
  ];
}

const mostShown = 10;

/** The manifest of a batch, and its list where it has one. */
export function batchFiles({ folder, list }: BatchFiles, name: string): { manifest: string; list?: string } {
  return {
    manifest: join(folder, manifestName(name)),
    ...(list && { list: join(folder, listName(name)) }),
  };
}
