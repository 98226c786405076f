import type { SparseImage } from '../image/index.js';
import { carriedFields, type Layout, type LayoutField } from '../layout/index.js';

/** The keyed hash by which the ledger keeps bytes. */
export type Mac = (bytes: Uint8Array) => string;

/**
 * Keyed hashes of the bytes that an image puts into each field, by its name. Fields that differ from
 * slot to slot are left out: they belong to the slot, not to the unit.
 */
export function fieldMacs(layout: Layout, image: SparseImage, mac: Mac): Readonly<Record<string, string>> {
  const fields = carriedFields(layout, image).filter((field) => !dependsOnSlot(layout, field));
  return Object.fromEntries(
    fields.flatMap(({ name, address, length }) => {
      const bytes = image.read(address, length);
      return bytes ? [[name, mac(bytes)]] : [];
    }),
  );
}

/** The names whose hashes differ, of those that both have. */
export function changedFields(
  before: Readonly<Record<string, string>>,
  now: Readonly<Record<string, string>>,
): readonly string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(now)]);
  return [...names].filter((name) => before[name] !== now[name]).sort();
}

/** One hash over all of them. */
export function contentMac(macs: Readonly<Record<string, string>>, mac: Mac): string {
  const lines = Object.entries(macs).map(([name, hash]) => `${name}\n${hash}\n`);
  return mac(Buffer.from(lines.sort().join('')));
}

/** Whether the bytes of a field depend on the slot of its record: a counter, a flag, a check over them. */
export function dependsOnSlot({ records }: Layout, field: LayoutField): boolean {
  const { place } = field;
  if (!place) return false;
  if (field.kind === 'check') return true;
  const slot = records.find(({ name }) => name === place.record)?.slots[place.slot - 1];
  return field.counts || field.flag !== undefined || field === slot?.key;
}
