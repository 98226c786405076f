import { OtpforgeError } from '../errors/index.js';
import { addVisit, endRework, type LedgerTransaction, markSeen } from '../ledger/index.js';
import type { VisitedChip } from './chip.js';
import { recorded } from './finish-run.js';
import { letGo } from './let-go.js';
import { beganAt, nothingSeen, type Seen } from './seen.js';
import type { VisitSetup } from './setup.js';
import type { VisitResult } from './visit.js';

/**
 * Does a visit, and records it where no claim does: what was refused, declined, only read, or reworked. A die that was read
 * or reworked counts only with its record. Errors: those of the work; NOT_RECORDED.
 */
export async function recordingVisit(
  setup: VisitSetup,
  chip: VisitedChip,
  work: (seen: Seen) => Promise<VisitResult>,
): Promise<VisitResult> {
  const seen = nothingSeen();
  const record = (result: string, codes: readonly string[]) => (tx: LedgerTransaction) =>
    addRecord(tx, setup, seen, { result, codes });
  let found: VisitResult;
  try {
    found = await work(seen);
  } catch (error) {
    const result = seen.isClaimed ? undefined : seen.isReworking ? endOf(error) : resultOf(error);
    // A probe that hangs keeps nothing from its record.
    if (result)
      await Promise.all([letGo(setup, chip, seen), noted(setup, record(result.result, result.codes))]);
    throw error;
  }
  await letGo(setup, chip, seen);
  if (found.result === 'refused') {
    const codes = [...new Set(found.refusals.map(({ code }) => code))];
    await noted(setup, record('refused', codes));
  } else if (found.result !== 'verified') {
    const { result, unit } = found;
    await recorded(setup, seen.run, async (tx) => {
      await record(result, [])(tx);
      if (setup.isIn?.() ?? true) await markSeen(tx, unit.unit, result);
    });
  }
  return found;
}

interface Outcome {
  readonly result: string;
  readonly codes: readonly string[];
}

/** Undefined where no die was judged: the probe, the ledger, or what was asked for is wrong. */
function resultOf(error: unknown): Outcome | undefined {
  if (!(error instanceof OtpforgeError)) return { result: 'failed', codes: ['INTERNAL'] };
  const { code, facts } = error;
  const codes = [code];
  // A board that must wait for a golden one has not been looked at.
  if (code === 'GOLDEN_NEEDED') return undefined;
  if (facts.run !== 'failed') return { result: facts.run, codes };
  return facts.effect === 'none' && code !== 'VERIFIED_UNIT_CHANGED'
    ? undefined
    : { result: 'failed', codes };
}

/** The firmware is in doubt unless it is known that nothing of it was written. */
function endOf(error: unknown): Outcome {
  if (!(error instanceof OtpforgeError)) return { result: 'rework failed', codes: ['INTERNAL'] };
  const { code, facts } = error;
  return { result: facts.effect === 'none' ? facts.run : 'rework failed', codes: [code] };
}

/** The times of a visit are those of the ledger's clock. */
async function addRecord(
  tx: LedgerTransaction,
  { slot, operator, stage, line }: VisitSetup,
  seen: Seen,
  { result, codes }: Outcome,
): Promise<void> {
  const { run, uid, unit, isReworking } = seen;
  if (isReworking) return endRework(tx, { run, result, codes, ...(uid !== undefined && { uid }) });
  const order = unit?.order ?? line.order?.number;
  await addVisit(tx, {
    run,
    ...{ slot, stage, product: line.product },
    ...(order !== undefined && { order }),
    began: beganAt(seen, tx.now),
    result,
    codes,
    ...(uid !== undefined && uid !== '' && { uid }),
    ...(unit && { unit: unit.unit, generation: unit.generation }),
    ...(operator !== undefined && { operator }),
  });
}

/** What was refused stays so without its record. */
async function noted(setup: VisitSetup, work: (tx: LedgerTransaction) => Promise<void>): Promise<void> {
  try {
    await setup.ledger.transaction(work);
  } catch (cause) {
    setup.note(`this visit is not in the ledger: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}
