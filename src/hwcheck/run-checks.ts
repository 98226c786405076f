import { OtpforgeError } from '../errors/index.js';
import type { Bench, Check } from './bench.js';
import type { Row, StageId } from './row.js';

/**
 * Runs the checks of a stage one after another. What one throws is what it has seen, and behind a lost probe no check runs.
 * Errors: PROBE_REPLAY.
 */
export async function runChecks(
  stage: StageId,
  checks: readonly Check[],
  bench: Bench,
  { onCheck, onRow }: { readonly onCheck: (check: Check) => void; readonly onRow: (row: Row) => void },
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const check of checks) {
    const isOver = rows.some(isLost);
    if (!isOver) onCheck(check);
    const row: Row = isOver
      ? skippedRow(stage, check, 'the probe was lost before')
      : await rowOf(stage, check, bench);
    rows.push(row);
    onRow(row);
  }
  return rows;
}

/** A row for each check of a stage that does not run. */
export function skipStage(stage: StageId, checks: readonly Check[], why: string): readonly Row[] {
  return checks.map((check) => skippedRow(stage, check, why));
}

/** Whether a row has ended its stage. */
export function isLost({ seen, verdict }: Row): boolean {
  return verdict === 'differs' && /^PROBE_(?:LOST|UNAVAILABLE|BUSY):/.test(seen);
}

async function rowOf(stage: StageId, { id, title, look }: Check, bench: Bench): Promise<Row> {
  const head = { id: `${stage}.${id}`, stage, title };
  try {
    const { otpSpent = 0, ...seen } = await look(bench);
    return { ...head, ...seen, otpSpent };
  } catch (error) {
    return { ...head, expected: 'an answer', seen: errorText(error), verdict: 'differs', otpSpent: 0 };
  }
}

/** An error as a row shows it: nothing of what memory holds. Errors: what is not the probe's or the chip's. */
export function errorText(error: unknown): string {
  if (!(error instanceof OtpforgeError) || error.code === 'PROBE_REPLAY' || error.code === 'INTERNAL') {
    throw error;
  }
  const { code, message } = error.withoutMemory();
  return `${code}: ${message}`;
}

function skippedRow(stage: StageId, { id, title }: Check, why: string): Row {
  const head = { id: `${stage}.${id}`, stage, title };
  return { ...head, expected: '', seen: why, verdict: 'skipped', otpSpent: 0 };
}
