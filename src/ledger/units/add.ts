import { numberIn } from '../columns.js';
import type { LedgerTransaction } from '../ledger-transaction.js';
import type { DieId } from './known.js';
import type { StageKey } from './move-stage.js';
import type { StageState } from './states.js';

export interface NewUnit {
  readonly unit: number;
  readonly product: string;
  readonly die?: DieId;
  readonly order?: string;
  readonly batch?: string;
  readonly row?: number;
}

/** The number of the next unit. */
export async function nextUnit(tx: LedgerTransaction): Promise<number> {
  const row = await tx.get('SELECT coalesce(max(id), 0) + 1 AS next FROM unit');
  return row ? numberIn(row, 'next') : 1;
}

/** Adds units, in their first generation. */
export function addUnits(tx: LedgerTransaction, units: readonly NewUnit[]): Promise<void> {
  const columns = [
    'id',
    'product',
    'dev_id',
    'uid',
    'generation',
    'order_number',
    'batch',
    'batch_row',
    'created',
  ];
  const rows = units.map(({ unit, product, die, order, batch, row }) => [
    ...[unit, product, die?.devId ?? null, die?.uid ?? null, 1],
    ...[order ?? null, batch ?? null, row ?? null, tx.now],
  ]);
  return tx.insert('unit', columns, rows);
}

/** What the fields of a stage encode to, as keyed hashes: of all, and of each. */
export interface StageContent {
  readonly contentMac: string;
  readonly fieldMacs: Readonly<Record<string, string>>;
}

/** Adds stages in the state that they begin in. */
export function addStages(
  tx: LedgerTransaction,
  keys: readonly (StageKey & Partial<StageContent>)[],
  state: StageState,
  { reason, burnt = false }: { readonly reason?: string; readonly burnt?: boolean } = {},
): Promise<void> {
  const columns = [
    ...['unit', 'generation', 'stage', 'state', 'version', 'burnt', 'reason', 'changed'],
    ...['content_mac', 'field_macs'],
  ];
  const rows = keys.map(({ unit, generation, stage, contentMac, fieldMacs }) => [
    ...[unit, generation, stage, state, 1],
    ...[burnt ? 1 : 0, reason ?? null, tx.now],
    ...[contentMac ?? null, fieldMacs ? JSON.stringify(fieldMacs) : null],
  ]);
  return tx.insert('stage', columns, rows);
}
