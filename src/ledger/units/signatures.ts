import { bytesIn, textIn } from '../columns.js';
import type { Row, Transaction } from '../database.js';
import type { LedgerTransaction } from '../ledger-transaction.js';
import { type StageKey, stale } from './move-stage.js';

/** What a signer made of some bytes for a field of a unit. */
export interface Signature {
  readonly field: string;
  /** The keyed hash of the bytes that were signed, in hexadecimal. */
  readonly input: string;
  readonly sealed: Uint8Array;
}

/** All that is stored of a unit, in one generation. */
export async function signaturesOf(
  tx: Transaction,
  { unit, generation }: Pick<StageKey, 'unit' | 'generation'>,
): Promise<readonly Signature[]> {
  const rows = await tx.all(
    'SELECT field, input, sealed FROM signature WHERE unit = $1 AND generation = $2',
    ...[unit, generation],
  );
  return rows.map(signatureIn);
}

/**
 * Stores a signature and returns the one that counts: a later one of the same bytes is dropped, since each may differ. One that
 * tells something about a secret goes when the stage is verified. Errors: LEDGER_STALE for a stage that is gone.
 */
export async function storeSignature(
  tx: LedgerTransaction,
  { unit, generation, stage }: StageKey,
  { field, input, sealed, secret }: Signature & { readonly secret: boolean },
): Promise<Signature> {
  const stored = await tx.get(
    'SELECT field, input, sealed FROM signature WHERE unit = $1 AND generation = $2 AND field = $3 AND input = $4',
    ...[unit, generation, field, input],
  );
  if (stored) return signatureIn(stored);
  const key = { unit, generation, stage };
  const open = await tx.get(
    `SELECT 1 AS one FROM stage WHERE unit = $1 AND generation = $2 AND stage = $3
       AND state NOT IN ('released', 'scrapped')`,
    ...[unit, generation, stage],
  );
  if (!open) throw await stale(tx, key, 'open');
  await tx.run(
    `INSERT INTO signature (unit, generation, stage, field, input, secret, sealed)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    ...[unit, generation, stage, field, input, secret ? 1 : 0, sealed],
  );
  await tx.addEvent({ kind: 'sign', unit, details: { stage, generation, field } });
  return { field, input, sealed };
}

function signatureIn(row: Row): Signature {
  return { field: textIn(row, 'field'), input: textIn(row, 'input'), sealed: bytesIn(row, 'sealed') };
}
