import type { LedgerTransaction } from '../ledger-transaction.js';
import { leavingOf } from './leaving.js';
import { moveStage, type StageKey } from './move-stage.js';
import { addOutbox } from './outbox.js';
import { isOpenRework } from './rework.js';
import { wipeSecrets } from './wipe.js';

/** A decision on one stage, from the version that was read. */
export interface Decision extends StageKey {
  readonly version: number;
  readonly run?: string;
}

/**
 * Takes a failed stage for verified as it reads, since somebody says so: no run may have left it half-burnt any more. Errors: LEDGER_STATE,
 * LEDGER_STALE.
 */
export async function accept(
  tx: LedgerTransaction,
  { unit, generation, stage, version, run, reason }: Decision & { readonly reason: string },
): Promise<void> {
  const key = { unit, generation, stage };
  await moveStage(tx, key, { step: 'accept', from: 'failed', version, to: 'verified', burnt: true, reason });
  await tx.run(
    'UPDATE visit SET read_back = 1 WHERE unit = $1 AND generation = $2 AND stage = $3 AND claim IS NOT NULL',
    ...[unit, generation, stage],
  );
  await addOutbox(tx, run ?? '', unit, await leavingOf(tx, key));
  await wipeSecrets(tx, key);
  await tx.addEvent({
    kind: 'accept',
    unit,
    ...(run !== undefined && { run }),
    details: { stage, generation, reason },
  });
}

/** Records that a verified die no longer reads as it did. Errors: LEDGER_STATE, LEDGER_STALE. */
export async function markChanged(
  tx: LedgerTransaction,
  { unit, generation, stage, version, run, codes }: Decision & { readonly codes: readonly string[] },
): Promise<void> {
  const key = { unit, generation, stage };
  await moveStage(tx, key, { step: 'change', from: 'verified', version, to: 'failed' });
  await tx.addEvent({
    kind: 'changed',
    unit,
    ...(run !== undefined && { run }),
    details: { stage, generation, codes },
  });
}

/** Takes a unit off the list of those that nobody has seen, since somebody says where it is. */
export function markShown(tx: LedgerTransaction, unit: number, reason: string): Promise<boolean> {
  return showStages(tx, unit, reason, '');
}

/** The same for one that was presented: a stage whose rework is open stays there. */
export function markSeen(tx: LedgerTransaction, unit: number, reason: string): Promise<boolean> {
  const open = `SELECT 1 FROM visit v WHERE v.unit = stage.unit AND v.generation = stage.generation
    AND v.stage = stage.stage AND ${isOpenRework}`;
  return showStages(tx, unit, reason, ` AND NOT EXISTS (${open})`);
}

/** Puts a stage that is recorded on the list of those that nobody has seen: its board left before its verdict was shown. */
export async function markUnseen(
  tx: LedgerTransaction,
  { unit, generation, stage }: StageKey,
): Promise<boolean> {
  const changed = await tx.run(
    `UPDATE stage SET shown = 0 WHERE unit = $1 AND generation = $2 AND stage = $3 AND shown = 1
       AND state IN ('verified', 'reported')`,
    ...[unit, generation, stage],
  );
  if (changed > 0) await tx.addEvent({ kind: 'unseen', unit, details: { stage, generation } });
  return changed > 0;
}

async function showStages(
  tx: LedgerTransaction,
  unit: number,
  reason: string,
  also: string,
): Promise<boolean> {
  const changed = await tx.run(`UPDATE stage SET shown = 1 WHERE unit = $1 AND shown = 0${also}`, unit);
  if (changed > 0) await tx.addEvent({ kind: 'shown', unit, details: { reason } });
  return changed > 0;
}
