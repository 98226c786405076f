import { type DieId, findUnit, finish, type KnownStage, type LedgerTransaction } from '../ledger/index.js';
import { isDone } from './claimed-runs.js';
import { isRunAlive } from './run-lock.js';
import type { VisitSetup } from './setup.js';
import type { VisitLedger } from './visit-ledger.js';

/** Whether the run that holds a claim may still be burning. */
export async function claimIsLive(
  ledger: VisitLedger,
  tx: LedgerTransaction,
  { claim }: KnownStage,
): Promise<boolean> {
  if (!claim) return false;
  return claim.station === tx.station ? isRunAlive(claim.run) : ledger.isStationAlive(tx, claim.station);
}

/**
 * Records what a journal knows of the run that a die is claimed for: a run that read back all that it was for is verified,
 * and the die was not shown since.
 */
export async function settle({ ledger, journal }: VisitSetup, die: DieId): Promise<void> {
  const open = await ledger.transaction(async (tx) => {
    const unit = await findUnit(tx, die);
    const burning = unit?.stages.filter(({ state }) => state === 'burning') ?? [];
    const dead = [];
    for (const stage of burning)
      if (stage.claim?.station === tx.station && !(await claimIsLive(ledger, tx, stage)))
        dead.push(stage.claim);
    return dead;
  });
  for (const claim of open) {
    if (!(await isDone(claim, { station: ledger.station, journal }))) continue;
    await ledger.transaction((tx) =>
      finish(tx, { run: claim.run, result: 'verified', readBack: true, shown: false }),
    );
  }
}
