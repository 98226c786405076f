import { type AddressRange, intersectRanges, subtractRanges } from '../range/index.js';
import { type InterruptedRun, isFinished } from './interrupted-runs.js';
import type { BeginLine, JournalLine } from './line.js';

/** The write units of one slot of a record, as a layout places them. */
export interface SlotUnits {
  readonly record: string;
  /** From 1. */
  readonly slot: number;
  readonly units: readonly AddressRange[];
}

/** A slot that an interrupted run was to burn, and in whose place a later run has burnt another one. */
export interface ReplacedSlot {
  /** The run that was interrupted. */
  readonly run: string;
  readonly time: string;
  readonly record: string;
  readonly slot: number;
  /** What of the slot may be half-programmed, and stays so. */
  readonly units: readonly AddressRange[];
  readonly by: { readonly slot: number; readonly run: string; readonly time: string };
}

/**
 * Parts what is settled from interrupted runs of one die: their units in a slot after which a later run has finished a
 * whole slot of the same record with a higher number. A lower one may be the older value, of which a journal knows nothing.
 */
export function partReplaced(
  interrupted: readonly InterruptedRun[],
  lines: readonly JournalLine[],
  slots: readonly SlotUnits[],
): { readonly interrupted: readonly InterruptedRun[]; readonly replaced: readonly ReplacedSlot[] } {
  const replaced = interrupted.flatMap((run) => replacedIn(run, finishedSince(lines, run.run), slots));
  const open = interrupted.map((run) => {
    const settled = replaced.filter((each) => each.run === run.run).flatMap(({ units }) => units);
    return { ...run, units: subtractRanges(run.units, settled) };
  });
  return { interrupted: open.filter(({ units }) => units.length > 0), replaced };
}

function replacedIn(
  { run, time, units }: InterruptedRun,
  later: readonly BeginLine[],
  slots: readonly SlotUnits[],
): readonly ReplacedSlot[] {
  return slots.flatMap((cut) => {
    const inside = intersectRanges(units, cut.units);
    if (inside.length === 0) return [];
    const spares = slots.filter(({ record, slot }) => record === cut.record && slot > cut.slot);
    for (const line of later) {
      const spare = spares.find((each) => subtractRanges(each.units, line.units).length === 0);
      if (!spare) continue;
      const by = { slot: spare.slot, run: line.run, time: line.time };
      return [{ run, time, record: cut.record, slot: cut.slot, units: inside, by }];
    }
    return [];
  });
}

function finishedSince(lines: readonly JournalLine[], run: string): readonly BeginLine[] {
  const begins = lines.filter((line) => line.state === 'begin');
  const since = begins.slice(begins.findIndex((line) => line.run === run) + 1);
  return since.filter((begin) =>
    lines.some((line) => line.state === 'end' && line.run === begin.run && isFinished(line)),
  );
}
