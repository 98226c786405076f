import { beginRework, type KnownStage, type KnownUnit } from '../ledger/index.js';
import { beganAt, type Seen } from './seen.js';
import type { VisitSetup } from './setup.js';

/** Records that the firmware of a verified unit is about to be erased: until it is whole again, the unit is not. Errors: LEDGER_STALE. */
export async function openRework(
  { ledger, slot, operator }: VisitSetup,
  { unit, generation }: KnownUnit,
  { stage, version }: KnownStage,
  seen: Seen,
): Promise<void> {
  const rework = { unit, generation, stage, version, run: seen.run, slot };
  await ledger.transaction((tx) =>
    beginRework(tx, { ...rework, began: beganAt(seen, tx.now), ...(operator !== undefined && { operator }) }),
  );
  seen.isReworking = true;
}
