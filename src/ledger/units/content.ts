import { OtpforgeError } from '../../errors/index.js';
import { jsonIn } from '../columns.js';
import type { LedgerTransaction } from '../ledger-transaction.js';
import { type StageKey, stale } from './move-stage.js';

export interface Content extends StageKey {
  /** Keyed hashes of the fields' bytes: of all, and of each. */
  readonly contentMac: string;
  readonly fieldMacs: Readonly<Record<string, string>>;
}

/** Stores what a stage's fields encode to, once. Errors: IMAGE_CHANGED when they encoded to other bytes before. */
export async function setContent(tx: LedgerTransaction, content: Content): Promise<void> {
  const { unit, generation, stage, contentMac, fieldMacs } = content;
  const changed = await tx.run(
    `UPDATE stage SET content_mac = $1, field_macs = $2
     WHERE unit = $3 AND generation = $4 AND stage = $5 AND content_mac IS NULL`,
    ...[contentMac, JSON.stringify(fieldMacs), unit, generation, stage],
  );
  if (changed === 1) return;
  const row = await tx.get(
    'SELECT content_mac, field_macs FROM stage WHERE unit = $1 AND generation = $2 AND stage = $3',
    ...[unit, generation, stage],
  );
  if (!row) throw await stale(tx, content, 'there');
  if (row.content_mac !== contentMac)
    throw imageChanged(unit, changedNames(jsonIn(row, 'field_macs'), fieldMacs));
}

function changedNames(
  recorded: Readonly<Record<string, string>>,
  found: Readonly<Record<string, string>>,
): readonly string[] {
  const names = [...new Set([...Object.keys(recorded), ...Object.keys(found)])];
  return names.filter((name) => recorded[name] !== found[name]);
}

/** Fields of a unit encode to other bytes than before. */
export function imageChanged(unit: number, fields: readonly string[]): OtpforgeError {
  const what =
    fields.length === 0
      ? 'its layout encodes'
      : `${fields.join(', ')} ${fields.length === 1 ? 'encodes' : 'encode'}`;
  return new OtpforgeError('IMAGE_CHANGED', {
    message: `unit ${unit}: ${what} to other bytes than when its values were given out`,
    remedy: 'Use the layout and the version of otpforge that the unit began with, or scrap it.',
    details: { unit, fields: [...fields] },
  });
}
