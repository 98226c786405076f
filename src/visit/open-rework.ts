import { beginRework, type KnownStage, type KnownUnit } from '../ledger/index.js';
import { claimIsLive } from './claims.js';
import type { Presented } from './present-die.js';
import { refusal } from './refusal.js';
import { beganAt, type Seen } from './seen.js';
import type { VisitSetup } from './setup.js';
import { liveStage } from './take-unit.js';

export interface Rework {
  readonly unit: KnownUnit;
  readonly stage: KnownStage;
  readonly presented: Presented;
  readonly seen: Seen;
}

/**
 * Records that the firmware of a verified unit is about to be erased: until it is whole again, the unit is not.
 * Errors: UNIT_BUSY, LEDGER_STALE.
 */
export async function openRework(
  { ledger, slot, operator }: VisitSetup,
  { unit, stage: { stage, version }, presented, seen }: Rework,
): Promise<void> {
  const rework = { unit: unit.unit, generation: unit.generation, stage, version, run: seen.run, slot };
  await ledger.transaction(async (tx) => {
    // Its station may have been silent for a while when the die was judged.
    const live = await liveStage(unit, { isClaimLive: (each) => claimIsLive(ledger, tx, each) });
    if (live) throw refusal('UNIT_BUSY', presented.uid, { ...presented.taken, live });
    await beginRework(tx, {
      ...rework,
      began: beganAt(seen, tx.now),
      ...(operator !== undefined && { operator }),
    });
  });
  seen.isReworking = true;
}
