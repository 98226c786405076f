import {
  decodeField,
  type Layout,
  type LayoutField,
  memoryOf,
  type ReadBytes,
  type UniqueValue,
  uniqueName,
  uniqueValuesIn,
} from '../layout/index.js';
import { overlaps } from '../range/index.js';

/** A value that no two units within a scope have. */
export interface ScopedValue {
  readonly field: string;
  readonly scope: string;
  /** The same for one value whatever the layout that holds it. */
  readonly canonical: Uint8Array;
  /** The caller must not show it of a secret field. */
  readonly text: string;
  readonly secret: boolean;
}

export interface ScopeSource {
  readonly product: string;
  /** What the line says, by field. */
  readonly scopes: ReadonlyMap<string, string>;
}

/** Addresses and UUIDs are unique in the world, so that two products of one ledger share their scope. */
const worldwide: ReadonlyMap<string, string> = new Map([
  ['mac', 'eui48'],
  ['eui48', 'eui48'],
  ['eui64', 'eui64'],
  ['uuid', 'uuid'],
]);

export function scopeOf(
  { name, type }: Pick<LayoutField, 'name' | 'type'>,
  { product, scopes }: ScopeSource,
): string {
  const field = uniqueName(name);
  return scopes.get(field) ?? worldwide.get(type) ?? `${product}/${field}`;
}

/** The bytes of a field, in the order that does not depend on its layout. */
export function canonicalBytes(
  { type, spec }: Pick<LayoutField, 'type' | 'spec'>,
  bytes: Uint8Array,
): Uint8Array {
  const isReversed = worldwide.has(type) && 'endian' in spec && spec.endian === 'little';
  return isReversed ? bytes.toReversed() : bytes;
}

/** The unique values that a chip holds whole and with their checks right. */
export function uniqueOnChip(layout: Layout, read: ReadBytes, source: ScopeSource): readonly ScopedValue[] {
  return uniqueValuesIn(layout, read).flatMap((value) => {
    const field = layout.fields.find(({ address }) => address === value.address);
    if (!field || !isSound(layout, field, read)) return [];
    return [scopedValue(field, value, source)];
  });
}

function scopedValue(field: LayoutField, { text, bytes }: UniqueValue, source: ScopeSource): ScopedValue {
  return {
    field: field.name,
    scope: scopeOf(field, source),
    canonical: canonicalBytes(field, bytes),
    text,
    secret: field.secret,
  };
}

// The check of a slot has decided already whether the slot counts.
function isSound(layout: Layout, field: LayoutField, read: ReadBytes): boolean {
  if (decodeField(layout, field, read).state !== 'value') return false;
  const checks = layout.fields.filter(
    (each) => each.kind === 'check' && !each.place && memoryOf(each).some((range) => overlaps(range, field)),
  );
  return checks.every((check) => {
    const { state, crcOk } = decodeField(layout, check, read);
    // Another stage writes it later.
    if (state === 'blank') return check.when !== field.when;
    return state === 'unchecked' || crcOk === true;
  });
}
