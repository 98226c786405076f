import { endOfRun, type InterruptedRun, interruptedRuns, interruptedSince } from '../journal/index.js';
import type { Claim, KnownUnit } from '../ledger/index.js';
import type { CutOffRun } from '../probe/index.js';
import { joinRanges, subtractRanges } from '../range/index.js';

/** This bench, and the journal that it keeps. */
export interface Bench {
  readonly station: string;
  readonly journal: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs on a die that may have been interrupted: by the ledger's claims, and by the journals that this station's claims name; by
 * all of this station's journal where the die was burnt without a claim. A run whose end is in its journal is judged by that alone;
 * another one by its claim, unless the ledger has it that nothing of it is half-burnt. What a later run verified is in doubt no more,
 * at whichever bench.
 * Errors: JOURNAL_*.
 */
export async function cutOffRuns(
  unit: KnownUnit,
  { station, journal, signal }: Bench,
): Promise<readonly CutOffRun[]> {
  const { stages, die } = unit;
  const claims = stages.flatMap((stage) => [...stage.claims, ...stage.verified]).toSorted(byTime);
  const verified = new Set(stages.flatMap((stage) => stage.verified.map(({ run }) => run)));
  const readBack = new Set(stages.flatMap((stage) => stage.readBack));
  const own = claims.filter((claim) => claim.station === station && !verified.has(claim.run));
  const known = new Map<string, InterruptedRun>();
  if (isBurntElsewhere(unit))
    for (const run of await interruptedRuns(journal, die?.uid ?? '', { signal })) known.set(run.run, run);
  for (const file of new Set(own.map((claim) => claim.journal))) {
    const runs = await interruptedSince({ journal, file }, die?.uid ?? '', { signal });
    for (const run of runs ?? []) known.set(run.run, run);
  }
  const ended = new Set<string>();
  for (const claim of own) {
    const end = await endOfRun({ journal, file: claim.journal }, claim.run, { signal });
    if (end && !known.has(claim.run)) ended.add(claim.run);
  }
  const claimed = claims.flatMap((claim, index) => {
    const { run } = claim;
    if (verified.has(run) || readBack.has(run) || ended.has(run)) return [];
    const later = claims.slice(index + 1);
    const done = later.filter((each) => verified.has(each.run));
    const left = known.get(run)?.units ?? claim.units;
    const units = subtractRanges(
      left,
      done.flatMap((each) => [...each.units, ...(each.found ?? [])]),
    );
    const since = joinRanges([...(known.get(run)?.since ?? []), ...later.flatMap((each) => each.units)]);
    return units.length === 0 ? [] : [{ units, since }];
  });
  const unclaimed = [...known.values()].filter(({ run }) => !claims.some((claim) => claim.run === run));
  return [...unclaimed, ...claimed];
}

/** Whether a stage that is not verified here came from a batch or an adoption. */
function isBurntElsewhere({ stages, batch, values }: KnownUnit): boolean {
  if (stages.every(({ state }) => state === 'verified')) return false;
  return batch !== undefined || values.some(({ source }) => source === 'chip');
}

/** Whether the journal that a claim names says that its run read back all that it was for. Errors: JOURNAL_*. */
export async function isDone({ journal: file, run }: Claim, { journal }: Bench): Promise<boolean> {
  const end = await endOfRun({ journal, file }, run);
  return end?.result === 'done' || end?.result === 'nothing-to-do';
}

function byTime(a: Claim, b: Claim): number {
  return a.time < b.time ? -1 : Number(a.time > b.time);
}
