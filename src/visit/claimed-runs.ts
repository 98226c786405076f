import { endOfRun, type InterruptedRun, interruptedSince } from '../journal/index.js';
import type { Claim, KnownUnit } from '../ledger/index.js';
import type { CutOffRun } from '../probe/index.js';
import { joinRanges } from '../range/index.js';

/** This bench, and the journal that it keeps. */
export interface Bench {
  readonly station: string;
  readonly journal: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs on a die that may have been interrupted: by the ledger's claims, and by the journals that this station's claims name. A run whose end is in its journal is judged by that alone; another one by its
 * claim, unless the ledger has it that all was read back.
 * Errors: JOURNAL_*.
 */
export async function cutOffRuns(
  { stages, die }: KnownUnit,
  { station, journal, signal }: Bench,
): Promise<readonly CutOffRun[]> {
  const claims = stages.flatMap((stage) => stage.claims).toSorted(byTime);
  const own = claims.filter((claim) => claim.station === station);
  const known = new Map<string, InterruptedRun>();
  for (const file of new Set(own.map((claim) => claim.journal))) {
    const runs = await interruptedSince({ journal, file }, die?.uid ?? '', { signal });
    for (const run of runs ?? []) known.set(run.run, run);
  }
  const ended = new Set(stages.flatMap((stage) => stage.readBack));
  for (const claim of own) {
    const end = await endOfRun({ journal, file: claim.journal }, claim.run, { signal });
    if (end) ended.add(claim.run);
  }
  const claimed = claims.flatMap(({ run, units }, index) => {
    if (ended.has(run) || known.has(run)) return [];
    return [{ units, since: joinRanges(claims.slice(index + 1).flatMap((later) => later.units)) }];
  });
  return [...known.values(), ...claimed];
}

/** Whether the journal that a claim names says that its run read back all that it was for. Errors: JOURNAL_*. */
export async function isDone({ journal: file, run }: Claim, { journal }: Bench): Promise<boolean> {
  const end = await endOfRun({ journal, file }, run);
  return end?.result === 'done' || end?.result === 'nothing-to-do';
}

function byTime(a: Claim, b: Claim): number {
  return a.time < b.time ? -1 : Number(a.time > b.time);
}
