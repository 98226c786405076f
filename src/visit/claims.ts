import {
  burningUnits,
  type Claim,
  type DieId,
  findUnit,
  finish,
  type KnownStage,
  type KnownUnit,
  type LedgerTransaction,
} from '../ledger/index.js';
import { isAfterMarked, unmarkAfter } from './after-mark.js';
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
 * and the die was not shown since. Where the line that claimed it does more than that, its mark has to say that it was done, and the
 * protection that the line sets.
 * Errors: JOURNAL_*.
 */
export async function settle(
  setup: VisitSetup,
  die: DieId,
  { isProtected }: { readonly isProtected: boolean },
): Promise<void> {
  const claims = await setup.ledger.transaction(async (tx) => {
    const unit = await findUnit(tx, die);
    return unit ? ownDeadClaims(setup, tx, unit) : [];
  });
  for (const claim of claims)
    if (!claim.finishedLater || (isProtected && isAfterMarked(claim.run))) await settleClaim(setup, claim);
}

/** What is needed to settle claims. */
export type Settling = Pick<VisitSetup, 'ledger' | 'line' | 'note' | 'journal'>;

/** The same for all units of the line that this station has claimed, whichever die is presented. */
export async function settleStation(setup: Settling): Promise<void> {
  const { ledger, line, note } = setup;
  const found = await ledger.transaction(async (tx) => {
    const units = (await burningUnits(tx)).filter(({ product }) => product === line.product);
    const claims = [];
    for (const unit of units)
      for (const claim of await ownDeadClaims(setup, tx, unit))
        if (!claim.finishedLater) claims.push({ unit, claim });
    return claims;
  });
  for (const { unit, claim } of found) {
    try {
      if (await settleClaim(setup, claim))
        note(
          `unit ${unit.unit} (die ${unit.die?.uid}) is verified as its journal has it, but nobody was shown that: put the board back`,
        );
    } catch (error) {
      // It concerns another die than the one that is presented.
      const text = error instanceof Error ? error.message : String(error);
      note(`unit ${unit.unit} stays open, since its journal cannot be read: ${text}`);
    }
  }
}

async function ownDeadClaims(
  { ledger }: Settling,
  tx: LedgerTransaction,
  { stages }: KnownUnit,
): Promise<readonly Claim[]> {
  const dead = [];
  for (const stage of stages)
    if (
      stage.state === 'burning' &&
      stage.claim?.station === tx.station &&
      !(await claimIsLive(ledger, tx, stage))
    )
      dead.push(stage.claim);
  return dead;
}

async function settleClaim({ ledger, journal, line }: Settling, claim: Claim): Promise<boolean> {
  if (!(await isDone(claim, { station: ledger.station, journal }))) return false;
  const outcome = await ledger.transaction((tx) =>
    finish(tx, {
      ...{ run: claim.run, result: 'verified', readBack: true, shown: false },
      label: line.label !== undefined,
    }),
  );
  await unmarkAfter(claim.run);
  return outcome === 'recorded';
}
