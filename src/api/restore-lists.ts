import type { JsonValue } from '../errors/index.js';
import type { LedgerTransaction } from '../ledger/index.js';
import type { ListSource } from '../line/index.js';
import { isSameField, type SeenValue } from './restore-evidence.js';
import type { Skipped } from './restore-skips.js';

/** A field that a list fills. */
export type ListDrawing = Pick<ListSource, 'list' | 'column'> & { readonly field: string };

/**
 * The free rows of a list that journals and exports show to be given out, by their numbers: those with a cell that no other row
 * has in its column, and that is the value of the column's field somewhere.
 */
export async function seenRows(
  tx: LedgerTransaction,
  list: string,
  drawings: readonly ListDrawing[],
  seen: readonly SeenValue[],
): Promise<readonly number[]> {
  const { listRows } = await import('../ledger/index.js');
  const rows = await listRows(tx, list);
  const found = new Set<number>();
  for (const { field, column } of drawings) {
    const texts = new Set(seen.filter((value) => isSameField(field, value.field)).map(({ text }) => text));
    const times = new Map<string, number>();
    for (const { cells } of rows) {
      const cell = cellOf(cells, column);
      if (cell !== undefined) times.set(cell, (times.get(cell) ?? 0) + 1);
    }
    for (const { n, cells, isFree } of rows) {
      const cell = cellOf(cells, column);
      if (isFree && cell !== undefined && texts.has(cell) && times.get(cell) === 1) found.add(n);
    }
  }
  return [...found].toSorted((a, b) => a - b);
}

function cellOf(cells: JsonValue, column: string): string | undefined {
  if (typeof cells !== 'object' || cells === null || Array.isArray(cells)) return undefined;
  const cell = (cells as { readonly [name: string]: JsonValue })[column];
  return typeof cell === 'string' ? cell : undefined;
}

/** Takes rows out of a list: those that were seen, then the next free ones. */
export async function skipList(
  tx: LedgerTransaction,
  name: string,
  {
    units,
    seen,
    reason,
  }: { readonly units: number; readonly seen: readonly number[]; readonly reason: string },
): Promise<readonly Skipped[]> {
  const { oweRows, skipRows, skipTheseRows } = await import('../ledger/index.js');
  const given = seen.slice(0, units);
  await skipTheseRows(tx, name, given, reason);
  const rows = given.length + (await skipRows(tx, name, units - given.length, reason));
  const owed = units - rows;
  await oweRows(tx, name, owed);
  return units === 0 ? [] : [{ name, rows, ...(owed > 0 && { owed }) }];
}
