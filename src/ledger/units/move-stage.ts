import { type JsonValue, OtpforgeError } from '../../errors/index.js';
import { textIn } from '../columns.js';
import type { LedgerTransaction } from '../ledger-transaction.js';
import type { Claim } from './known.js';
import { allows, type StageState, type Step, statesFor } from './states.js';

/** One stage of a unit in one generation. */
export interface StageKey {
  readonly unit: number;
  readonly generation: number;
  readonly stage: string;
}

export interface Move {
  readonly step: Step;
  /** State and version that the decision was made on. */
  readonly from: StageState;
  readonly version: number;
  readonly to: StageState;
  readonly claim?: Claim;
  /** Somebody has read burnt write units of it. */
  readonly burnt?: boolean;
  readonly shown?: boolean;
  readonly reason?: string;
}

/**
 * Moves a stage from the state and version that were read, and from no other; returns its new version. Errors: LEDGER_STATE
 * for a step that this state does not allow, LEDGER_STALE when the stage has moved meanwhile.
 */
export async function moveStage(tx: LedgerTransaction, key: StageKey, move: Move): Promise<number> {
  const { step, from, version, to, claim } = move;
  if (!allows(step, from, to)) throw notAllowed(key, move);
  const changed = await tx.run(
    `UPDATE stage SET state = $1, version = version + 1, run = coalesce($2, run), claim = coalesce($3, claim),
       burnt = CASE WHEN $4 = 1 THEN 1 ELSE burnt END, shown = $5, reason = coalesce($6, reason), changed = $7
     WHERE unit = $8 AND generation = $9 AND stage = $10 AND state = $11 AND version = $12`,
    to,
    claim?.run ?? null,
    claim ? JSON.stringify(claim) : null,
    move.burnt ? 1 : 0,
    (move.shown ?? true) ? 1 : 0,
    move.reason ?? null,
    tx.now,
    ...[key.unit, key.generation, key.stage, from, version],
  );
  if (changed !== 1) throw await stale(tx, key, `${from}, version ${version}`);
  return version + 1;
}

function notAllowed({ unit, stage }: StageKey, { step, from }: Move): OtpforgeError {
  return new OtpforgeError('LEDGER_STATE', {
    message: `unit ${unit}${stageText(stage)} is ${from}, and ${step} is only for one that is ${statesFor(step).join(' or ')}`,
    remedy: 'Look at it with otpforge ledger show.',
    details: { unit, stage, state: from, step },
  });
}

/** The error that a stage is no longer as it was read, with what it is now. */
export async function stale(tx: LedgerTransaction, key: StageKey, expected: string): Promise<OtpforgeError> {
  const row = await tx.get(
    'SELECT state, version, run, claim FROM stage WHERE unit = $1 AND generation = $2 AND stage = $3',
    ...[key.unit, key.generation, key.stage],
  );
  const now: { readonly [name: string]: JsonValue } = row
    ? {
        state: textIn(row, 'state'),
        version: Number(row.version),
        ...(typeof row.run === 'string' && { run: row.run }),
        ...(typeof row.claim === 'string' && holder(JSON.parse(row.claim) as Claim)),
      }
    : { state: 'none' };
  return new OtpforgeError('LEDGER_STALE', {
    message: `unit ${key.unit}${stageText(key.stage)} is ${now.state}${row ? `, version ${now.version}` : ''} in the ledger, and was ${expected} when it was read`,
    remedy: 'Another slot or bench has changed it meanwhile: present the die again.',
    details: { ...key, ...now },
  });
}

function holder({ station, slot }: Claim): { readonly [name: string]: JsonValue } {
  return { station, slot };
}

function stageText(stage: string): string {
  return stage === '' ? '' : `, stage ${stage},`;
}
