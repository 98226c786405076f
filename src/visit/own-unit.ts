import type { SparseImage } from '../image/index.js';
import { carriedFields, type Layout, type LayoutField } from '../layout/index.js';
import type { Mac } from './field-macs.js';

/** What the ledger knows of the bytes that a die's own fields have. */
export interface OwnUnit {
  /** Whether they are those of the field; undefined where the ledger has no value for it. */
  matches(field: LayoutField, bytes: Uint8Array): boolean | undefined;
  /** The bytes of the field; undefined where only their keyed hash is left. */
  bytesOf(field: LayoutField): Uint8Array | undefined;
}

/**
 * The fields of a die by the keyed hashes in the ledger, and by the image of its values as long as all of them are known.
 * A field of a record has the same bytes in each slot.
 */
export function ownUnit(
  macs: Readonly<Record<string, string>>,
  mac: Mac,
  encoded?: { readonly layout: Layout; readonly image: SparseImage },
): OwnUnit {
  const known = new Map<string, Uint8Array>();
  for (const { name, address, length } of encoded ? carriedFields(encoded.layout, encoded.image) : []) {
    const bytes = encoded?.image.read(address, length);
    if (bytes) known.set(name, bytes);
  }
  return {
    matches({ name }, bytes) {
      const expected = macs[name];
      return expected === undefined ? undefined : mac(bytes) === expected;
    },
    bytesOf: ({ name }) => known.get(name),
  };
}
