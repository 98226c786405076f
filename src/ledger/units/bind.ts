import { OtpforgeError } from '../../errors/index.js';
import type { LedgerTransaction } from '../ledger-transaction.js';
import { findUnit } from './find.js';
import type { DieId, KnownUnit } from './known.js';
import { moveStage } from './move-stage.js';
import { requireUnit } from './require.js';

/**
 * Gives an exported or reported unit the die that its values were found in. Errors: UNIT_UNKNOWN; LEDGER_STALE when either
 * has another by now.
 */
export async function bind(tx: LedgerTransaction, unit: number, die: DieId): Promise<KnownUnit> {
  const { generation, stages } = await requireUnit(tx, unit);
  await setDie(tx, unit, die);
  for (const { stage, state, version } of stages.filter((each) => each.state === 'exported')) {
    await moveStage(
      tx,
      { unit, generation, stage },
      { step: 'bind', from: state, version, to: 'bound', burnt: true },
    );
  }
  await tx.addEvent({ kind: 'bind', unit, details: { ...die, generation } });
  return requireUnit(tx, unit);
}

export interface ProgrammerReport {
  readonly unit: number;
  readonly stage: string;
  /** Where the programmer's log names it. */
  readonly die?: DieId;
  /** Which log, and where in it. */
  readonly source: string;
}

/**
 * Records that somebody else's programmer says that it burnt an exported unit. Errors: UNIT_UNKNOWN, LEDGER_STATE,
 * LEDGER_STALE.
 */
export async function report(
  tx: LedgerTransaction,
  { unit, stage, die, source }: ProgrammerReport,
): Promise<void> {
  const { generation, stages, die: bound } = await requireUnit(tx, unit);
  const of = stages.find((each) => each.stage === stage);
  if (die && (bound?.uid !== die.uid || bound.devId !== die.devId)) await setDie(tx, unit, die);
  const { state, version } = of ?? { state: 'released' as const, version: 0 };
  await moveStage(
    tx,
    { unit, generation, stage },
    { step: 'report', from: state, version, to: 'reported', reason: source },
  );
  await tx.addEvent({ kind: 'report', unit, details: { ...die, stage, generation, source } });
}

async function setDie(tx: LedgerTransaction, unit: number, die: DieId): Promise<void> {
  const other = await findUnit(tx, die);
  const changed = other
    ? 0
    : await tx.run(
        'UPDATE unit SET dev_id = $1, uid = $2 WHERE id = $3 AND uid IS NULL',
        ...[die.devId, die.uid, unit],
      );
  if (changed === 1) return;
  throw new OtpforgeError('LEDGER_STALE', {
    message: other
      ? `UID ${die.uid} is unit ${other.unit} in the ledger by now, and cannot become unit ${unit}`
      : `unit ${unit} has another die in the ledger by now than UID ${die.uid}`,
    remedy: 'Present the die again. If it stays so, two dies hold the same values: set both aside.',
    details: { unit, uid: die.uid, ...(other && { other: other.unit }) },
  });
}
