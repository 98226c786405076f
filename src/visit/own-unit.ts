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
 * The fields of a die by the keyed hashes in the ledger, and by their bytes as far as these are known. A field of a record has
 * the same bytes in each slot.
 */
export function ownUnit(
  macs: Readonly<Record<string, string>>,
  mac: Mac,
  known: ReadonlyMap<string, Uint8Array> = new Map(),
): OwnUnit {
  return {
    matches({ name }, bytes) {
      const expected = macs[name];
      return expected === undefined ? undefined : mac(bytes) === expected;
    },
    bytesOf: ({ name }) => known.get(name),
  };
}

/** The bytes that an image puts into each field, by its name. */
export function bytesOfFields(layout: Layout, image: SparseImage): ReadonlyMap<string, Uint8Array> {
  return new Map(
    carriedFields(layout, image).flatMap(({ name, address, length }) => {
      const bytes = image.read(address, length);
      return bytes ? [[name, bytes] as const] : [];
    }),
  );
}
