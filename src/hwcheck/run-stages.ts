import type { Bench, Check } from './bench.js';
import { type CheckStart, type Row, type StageId, stageIds } from './row.js';
import { isLost, runChecks, skipStage } from './run-checks.js';
import { burnChecks } from './stages/burn.js';
import { lockChecks } from './stages/lock.js';
import { lookChecks } from './stages/look.js';
import { ramChecks } from './stages/ram.js';
import { scratchChecks } from './stages/scratch.js';

export const checksOf: Readonly<Record<StageId, readonly Check[]>> = {
  look: lookChecks,
  ram: ramChecks,
  scratch: scratchChecks,
  burn: burnChecks,
  lock: lockChecks,
};

/** Another number for each set of checks, and of calls that they make: a report is judged by those that made it. */
export const checksVersion = 1;

/** The check of a stage that comes after whatever is put back. */
const lastOf: Partial<Record<StageId, string>> = { scratch: 'restored' };

export interface StageHooks {
  /** Before the first call of a stage; a text is why it does not run. */
  readonly begin: (stage: StageId) => Promise<string | undefined>;
  /** Puts back what a stage has changed; before the row that says so. */
  readonly end: (stage: StageId) => Promise<void>;
  /** Before each check. */
  readonly onCheck: (check: CheckStart) => void;
  readonly onRow: (row: Row) => void;
  /** What was found so far, as if the run ended here. */
  readonly onStage: (rows: readonly Row[]) => Promise<void>;
}

/** Why a stage did not run that nobody was asked about any more. */
export const endedBefore = 'the run ended before it';

/** Runs the stages in order, each only when those before it allow it. Live and from a report alike. */
export async function runStages(
  bench: Bench,
  { begin, end, onCheck, onRow, onStage }: StageHooks,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const stage of stageIds) {
    const checks = checksOf[stage];
    const why = forbids(stage, rows) ?? (await begin(stage));
    if (why !== undefined) {
      rows.push(...skipStage(stage, checks, why));
      continue;
    }
    const run = (which: (check: Check) => boolean) =>
      runChecks(stage, checks.filter(which), bench, {
        onRow,
        onCheck: (check) => onCheck(startOf(stage, check)),
      });
    rows.push(...(await run(({ id }) => id !== lastOf[stage])));
    await end(stage);
    rows.push(...(await run(({ id }) => id === lastOf[stage])));
    await onStage(endedHere(rows));
  }
  return rows;
}

function startOf(stage: StageId, { id, title }: Check): CheckStart {
  const ids = stageIds.flatMap((each) => checksOf[each].map((check) => `${each}.${check.id}`));
  const whole = `${stage}.${id}`;
  return { id: whole, title, number: ids.indexOf(whole) + 1, total: ids.length };
}

function endedHere(sofar: readonly Row[]): readonly Row[] {
  const rows = [...sofar];
  for (const stage of stageIds) {
    if (rows.some((row) => row.stage === stage)) continue;
    rows.push(...skipStage(stage, checksOf[stage], forbids(stage, rows) ?? endedBefore));
  }
  return rows;
}

/** Rows that show how silicon is, and say nothing against a burn. */
const harmless: readonly string[] = [
  'look.dpidr',
  'look.option-bytes',
  'scratch.cache-core',
  'scratch.cache-debugger',
];
/** Without these nothing is run on the chip. */
const vital: readonly string[] = ['look.dev-id', 'look.flash-size', 'look.rdp'];
/** Without these nothing is burnt anywhere. */
const loaderRows: readonly string[] = ['ram.all-ones', 'ram.relocked', 'ram.outside', 'ram.no-job'];

// A later stage never runs on a chip on which an earlier one has found what speaks against it.
function forbids(stage: StageId, rows: readonly Row[]): string | undefined {
  const wrong = rows.filter(({ verdict }) => verdict === 'differs');
  if (wrong.some(isLost)) return 'the probe was lost before';
  const stops = wrong.find(({ id }) => {
    if (stage === 'ram') return vital.includes(id);
    if (stage === 'scratch') return vital.includes(id) || loaderRows.includes(id);
    return !harmless.includes(id);
  });
  if (stops) return `${stops.id} differs`;
  const before = stageIds[stageIds.indexOf(stage) - 1];
  const ran = rows.some((row) => row.stage === before && row.verdict !== 'skipped');
  return before !== undefined && !ran ? `the stage before it, ${before}, was skipped` : undefined;
}
