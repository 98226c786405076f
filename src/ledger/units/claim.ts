import { numberIn, textIn } from '../columns.js';
import type { LedgerTransaction } from '../ledger-transaction.js';
import type { Claim, KnownStage } from './known.js';
import { moveStage, type StageKey, stale } from './move-stage.js';
import type { StageState } from './states.js';

export interface ClaimRequest extends StageKey {
  /** State and version that the plan was made on. */
  readonly from: StageState;
  readonly version: number;
  /** The other stages of the generation, as they were read: a second die of the same unique ID may be at one of them. */
  readonly others: readonly SeenStage[];
  readonly claim: Claim;
  /** An erased sector gets the values of a verified, reported or bound unit again. */
  readonly rewrite?: boolean;
  /** The die holds all that is its own already, so that a blank one is another one. */
  readonly burnt?: boolean;
  readonly operator?: string;
  /** When the visit began, before it claimed anything; then unless given. */
  readonly began?: string;
}

export type SeenStage = Pick<KnownStage, 'stage' | 'state' | 'version'>;

/**
 * Claims a stage for a run, from the states and versions that were read; returns its new version, also to the run that has
 * it already. Whether an older claim is live, the caller judges in the same transaction. Errors: LEDGER_STALE,
 * LEDGER_STATE.
 */
export async function claim(tx: LedgerTransaction, request: ClaimRequest): Promise<number> {
  const {
    unit,
    generation,
    stage,
    from,
    version,
    others,
    claim: taken,
    rewrite,
    burnt = false,
    operator,
    began = request.claim.time,
  } = request;
  const key = { unit, generation, stage };
  const mine = await versionOf(tx, key, taken.run);
  if (mine !== undefined) return mine;
  await checkOthers(tx, key, others);
  const step = rewrite ? 'rewrite' : 'claim';
  const next = await moveStage(tx, key, { step, from, version, to: 'burning', claim: taken, burnt });
  await tx.run(
    `INSERT INTO visit (run, unit, generation, stage, version, station, slot, operator, began, claim,
       uid, product, order_number)
     SELECT $1, id, $3, $4, $5, $6, $7, $8, $9, $10, uid, product, order_number FROM unit WHERE id = $2`,
    ...[taken.run, unit, generation, stage, next, taken.station, taken.slot, operator ?? null],
    ...[began, JSON.stringify(taken)],
  );
  await tx.addEvent({
    kind: step,
    unit,
    run: taken.run,
    details: { stage, generation, from, slot: taken.slot, image: taken.image, plan: taken.plan },
  });
  return next;
}

/** The version of a stage that a run has claimed, when it asks again since its COMMIT got no answer. */
async function versionOf(
  tx: LedgerTransaction,
  { unit, generation, stage }: StageKey,
  run: string,
): Promise<number | undefined> {
  const row = await tx.get(
    `SELECT version FROM stage
     WHERE unit = $1 AND generation = $2 AND stage = $3 AND run = $4 AND state = 'burning'`,
    ...[unit, generation, stage, run],
  );
  return row && numberIn(row, 'version');
}

/** Errors: LEDGER_STALE when another stage has come or has moved since it was read. */
async function checkOthers(
  tx: LedgerTransaction,
  { unit, generation, stage }: StageKey,
  seen: readonly SeenStage[],
): Promise<void> {
  const rows = await tx.all(
    'SELECT stage, state, version FROM stage WHERE unit = $1 AND generation = $2 AND stage <> $3 ORDER BY stage',
    ...[unit, generation, stage],
  );
  for (const row of rows) {
    const key = { unit, generation, stage: textIn(row, 'stage') };
    const before = seen.find((each) => each.stage === key.stage);
    if (before?.state === textIn(row, 'state') && before.version === numberIn(row, 'version')) continue;
    throw await stale(tx, key, before ? `${before.state}, version ${before.version}` : 'not there');
  }
}
