import type { ReadBytes } from '../decode-field.js';
import { type DecodedSlot, isFree } from '../decode-slots.js';
import type { Layout, LayoutRecord, LayoutSlot, SlotPlace } from '../layout.js';
import type { UnitData } from '../unit-data.js';
import { type Die, encodeFields } from '../values.js';
import { boundTo, withCounted } from './bind.js';
import type { EntryKey } from './entry-name.js';
import { fillOrder } from './slot-order.js';

/** The slot that a record's values go to. */
export interface ChosenSlot extends SlotPlace {
  /** Only of a sequence. */
  readonly sequence?: number;
  /** Only of a keyed record: the entry. */
  readonly key?: EntryKey;
  /** Only the flag of the slot is written, and it says that the slot is revoked. */
  readonly revokes?: true;
  /**
   * What the slot held: "valid" these very values, "blank" nothing, "used" what is revoked now, "unknown" if nothing was
   * read.
   */
  readonly found: 'valid' | 'blank' | 'used' | 'unknown';
  /** All slots of the record as they were read. */
  readonly slots: readonly DecodedSlot[];
}

/** What decides where a record goes. */
export interface Choosing {
  readonly layout: Layout;
  readonly record: LayoutRecord;
  readonly data: UnitData;
  readonly asked: LayoutSlot | undefined;
  readonly read: ReadBytes | undefined;
  readonly die: Die;
}

/** Whether memory holds in a slot exactly what would be written there. */
export function holds({ layout, data, die }: Choosing, choice: ChosenSlot, read: ReadBytes): boolean {
  const { bound, slot } = boundTo(layout, choice);
  const encoded = encodeFields(bound, slot.fields, withCounted(bound, data, [choice]), die);
  return slot.fields.every((field) => {
    const [found, wanted] = [read(field.address, field.length), encoded.get(field)];
    return found?.length === wanted?.length && found?.every((byte, index) => byte === wanted?.[index]);
  });
}

/** The free slots behind all that are used, in the order in which they are filled. */
export function freeBehind(
  layout: Layout,
  record: LayoutRecord,
  slots: readonly DecodedSlot[],
  read: ReadBytes,
): readonly LayoutSlot[] {
  const order = fillOrder(record);
  const last = order.findLastIndex(({ slot }) => {
    const state = slots[slot - 1]?.state;
    return state !== 'blank' && state !== 'locked';
  });
  return order.slice(last + 1).filter((slot) => isFree(layout, slot, read));
}
