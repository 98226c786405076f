import { numberIn, optional, textIn } from '../columns.js';
import type { LedgerTransaction } from '../ledger-transaction.js';
import { type StageKey, stale } from './move-stage.js';

/** Visits that began to write the firmware of a verified stage, of which none is known to have come to a good end. */
export const isOpenRework = "(claim IS NULL AND (result IS NULL OR result = 'rework failed'))";

export interface NewRework extends StageKey {
  /** Of the verified stage, as it was read. */
  readonly version: number;
  readonly run: string;
  readonly slot: string;
  readonly operator?: string;
  /** When the visit began, before anything was opened; then unless given. */
  readonly began?: string;
}

/** Opens a rework before anything is erased, once by its run. Errors: LEDGER_STALE. */
export async function beginRework(tx: LedgerTransaction, rework: NewRework): Promise<void> {
  const { unit, generation, stage, version, run, slot, operator, began = tx.now } = rework;
  const changed = await tx.run(
    `UPDATE stage SET shown = 0
     WHERE unit = $1 AND generation = $2 AND stage = $3 AND state = 'verified' AND version = $4`,
    ...[unit, generation, stage, version],
  );
  const key = { unit, generation, stage };
  if (changed !== 1) throw await stale(tx, key, `verified, version ${version}`);
  const added = await tx.run(
    `INSERT INTO visit (run, unit, generation, stage, version, station, slot, operator, began,
       uid, product, order_number)
     SELECT $1, id, $3, $4, $5, $6, $7, $8, $9, uid, product, order_number FROM unit WHERE id = $2 ON CONFLICT (run) DO NOTHING`,
    ...[run, unit, generation, stage, version, tx.station, slot, operator ?? null, began],
  );
  if (added > 0) await tx.addEvent({ kind: 'rework', unit, run, details: { stage, generation, slot } });
}

export interface ReworkEnd {
  readonly run: string;
  /** `reworked` closes all that the stage has open, `rework failed` leaves this one open. */
  readonly result: string;
  readonly codes: readonly string[];
  readonly uid?: string;
}

/** Records how a rework ended, once. */
export async function endRework(
  tx: LedgerTransaction,
  { run, result, codes, uid }: ReworkEnd,
): Promise<void> {
  const row = await tx.get('SELECT * FROM visit WHERE run = $1 AND claim IS NULL AND result IS NULL', run);
  if (!row) return;
  await tx.run(
    'UPDATE visit SET ended = $1, result = $2, codes = $3 WHERE run = $4',
    ...[tx.now, result, JSON.stringify(codes), run],
  );
  const unit = numberIn(row, 'unit');
  const key = { unit, generation: numberIn(row, 'generation'), stage: textIn(row, 'stage') };
  if (result === 'reworked') await closeReworks(tx, key);
  const details = {
    result,
    codes,
    ...optional('slot', row, 'slot', textIn),
    ...(uid !== undefined && { uid }),
  };
  await tx.addEvent({ kind: 'visit', run, unit, details });
}

/** The firmware of a stage was written and read back: what earlier reworks left is gone. */
export async function closeReworks(
  tx: LedgerTransaction,
  { unit, generation, stage }: StageKey,
): Promise<void> {
  await tx.run(
    `UPDATE visit SET ended = coalesce(ended, $1), codes = coalesce(codes, '[]'), result = 'failed'
     WHERE unit = $2 AND generation = $3 AND stage = $4 AND ${isOpenRework}`,
    ...[tx.now, unit, generation, stage],
  );
}
