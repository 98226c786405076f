import { OtpforgeError } from '../../errors/index.js';
import { bytesIn, numberIn, optional, textIn } from '../columns.js';
import type { Row, Transaction } from '../database.js';
import { inParts, maximumParams } from '../in-parts.js';
import type { LedgerTransaction } from '../ledger-transaction.js';
import { dieIn } from './find.js';
import type { DieId, NewValue } from './known.js';
import type { StageKey } from './move-stage.js';
import type { StageState } from './states.js';

/** Who has a unique value. */
export interface ValueOwner {
  readonly unit: number;
  readonly generation: number;
  readonly field: string;
  readonly die?: DieId;
  /** Of the stage that brought the value. */
  readonly state: StageState;
}

/** Who has a unique value of a scope; values that went back to their list or label have no owner. */
export async function ownerOf(
  tx: Transaction,
  scope: string,
  mac: Uint8Array,
): Promise<ValueOwner | undefined> {
  return (await ownersOf(tx, [{ scope, mac }])).get(keyOf(scope, mac));
}

/** The owners of unique values that are held now. */
export const selectOwners = `SELECT v.mac, v.unit, v.generation, v.field, u.dev_id, u.uid, s.state
  FROM value v JOIN unit u ON u.id = v.unit
  JOIN stage s ON s.unit = v.unit AND s.generation = v.generation AND s.stage = v.stage
  WHERE v.is_unique = 1 AND v.freed = 0`;

interface Sought {
  readonly scope: string;
  readonly mac: Uint8Array;
}

/** The owners of many values, by keyOf. */
export async function ownersOf(
  tx: Transaction,
  values: readonly Sought[],
): Promise<ReadonlyMap<string, ValueOwner>> {
  const found = new Map<string, ValueOwner>();
  for (const [scope, group] of byScope(values)) {
    for (const some of inParts(group, maximumParams)) {
      const macs = some.map((_, index) => `$${index + 2}`);
      const rows = await tx.all(
        `${selectOwners} AND v.scope = $1 AND v.mac IN (${macs})`,
        scope,
        ...some.map(({ mac }) => mac),
      );
      for (const row of rows) found.set(keyOf(scope, bytesIn(row, 'mac')), ownerIn(row));
    }
  }
  return found;
}

export function byScope<T extends { readonly scope: string }>(
  values: readonly T[],
): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const group = groups.get(value.scope);
    if (group) group.push(value);
    else groups.set(value.scope, [value]);
  }
  return groups;
}

export function keyOf(scope: string, mac: Uint8Array): string {
  return `${Buffer.from(mac.buffer, mac.byteOffset, mac.length).toString('base64')} ${scope}`;
}

export function ownerIn(row: Row): ValueOwner {
  return {
    unit: numberIn(row, 'unit'),
    generation: numberIn(row, 'generation'),
    field: textIn(row, 'field'),
    ...optional('die', row, 'uid', (of) => dieIn(of) as DieId),
    state: textIn(row, 'state') as StageState,
  };
}

/** What one stage of a unit gets. */
export interface UnitValues {
  readonly key: StageKey;
  readonly values: readonly NewValue[];
}

/**
 * Stores the values of units. `areDrawn`: those with a number are from drawNumbers in this transaction, which has looked them up.
 * Errors: IDENTITY_TAKEN for a unique one that a unit has.
 */
export async function addValues(
  tx: LedgerTransaction,
  units: readonly UnitValues[],
  { areDrawn = false }: { readonly areDrawn?: boolean } = {},
): Promise<void> {
  const rows = units.flatMap(({ key, values }) =>
    values.flatMap((value) =>
      [value, ...(value.more ?? [])].map((each, part) => ({
        key,
        value: { ...each, field: value.field },
        part,
      })),
    ),
  );
  const unique = rows.filter(({ value }) => value.unique);
  const owners = await ownersOf(
    tx,
    unique.flatMap(({ value }) => (areDrawn && value.number ? [] : [value])),
  );
  if (owners.size > 0) refuseTaken(unique, owners);
  await tx.insert(
    'value',
    columns,
    rows.map(({ key, value, part }) => valueRow(key, value, part)),
  );
}

function refuseTaken(
  unique: readonly { readonly key: StageKey; readonly value: NewValue }[],
  owners: ReadonlyMap<string, ValueOwner>,
): void {
  for (const { key, value } of unique) {
    const owner = owners.get(keyOf(value.scope, value.mac));
    if (owner) throw taken(key, value, owner);
  }
}

const columns = [
  ...['unit', 'generation', 'field', 'part', 'stage', 'source', 'scope', 'is_unique', 'mac'],
  ...['canonical', 'plain', 'sealed', 'for_owner', 'pool', 'period', 'n'],
];

function valueRow({ unit, generation, stage }: StageKey, value: NewValue, part: number) {
  const { field, source, scope, unique, mac, canonical, text, sealed, forOwner, number } = value;
  return [
    ...[unit, generation, field, part, stage, source, scope, unique ? 1 : 0, mac],
    ...[canonical ?? null, text ?? null, sealed ?? null],
    ...[forOwner === undefined ? null : JSON.stringify(forOwner)],
    ...[number?.pool ?? null, number?.period ?? null, number?.n ?? null],
  ];
}

function taken({ unit }: StageKey, { field, text }: NewValue, owner: ValueOwner): OtpforgeError {
  const named = text === undefined ? `a value of ${field}` : `${field} ${text}`;
  return new OtpforgeError('IDENTITY_TAKEN', {
    message: `${named} for unit ${unit} is the ${owner.field} of unit ${owner.unit}${owner.die ? `, UID ${owner.die.uid}` : ''}, which is ${owner.state}`,
    remedy: 'Two dies must not get one value. Find out which unit the label or list row belongs to.',
    details: {
      unit,
      field,
      ...(text !== undefined && { value: text }),
      owner: {
        unit: owner.unit,
        field: owner.field,
        state: owner.state,
        ...(owner.die && { uid: owner.die.uid }),
      },
    },
  });
}
