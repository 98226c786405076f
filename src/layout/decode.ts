import { type DecodedField, decodeField, fieldHead, type ReadBytes } from './decode-field.js';
import { type DecodedSlot, decodeRecord, type UnreadSlot } from './decode-slots.js';
import type { Layout, LayoutField, LayoutRecord, LayoutSlot } from './layout.js';

/**
 * What memory holds, field by field in the order of the layout, each field of a record once: from the slot that counts, and
 * of a keyed record from that of each key. Without such a slot a record has no values. What `read` does not give is
 * `unread`: absent from an image, and unreadable on a chip. Never throws for what it finds.
 */
export function decodeLayout(
  layout: Layout,
  read: ReadBytes,
  unread: 'absent' | 'unreadable' = 'absent',
): DecodedField[] {
  const fields = [
    ...layout.fields.filter(({ place }) => !place).map((field) => decodeField(layout, field, read)),
    ...layout.records.flatMap((record) => recordFields(layout, record, read, unread)),
  ];
  return fields.map((field) => (field.state === 'absent' ? { ...field, state: unread } : field));
}

/**
 * The state of every slot of every record. A slot that cannot be read at all is `unread`: absent from an image,
 * and damaged or unreadable on a chip. Never throws for what it finds.
 */
export function decodeSlots(layout: Layout, read: ReadBytes, unread: UnreadSlot = 'absent'): DecodedSlot[] {
  return layout.records.flatMap((record) => decodeRecord(layout, record, read, unread));
}

/** The key fields of the entries that memory holds: decodeLayout has them in the names of the others. */
export function decodeKeys(layout: Layout, read: ReadBytes): DecodedField[] {
  return layout.records.flatMap((record) =>
    slotsThatCount(record, decodeRecord(layout, record, read)).flatMap(({ key }) =>
      key ? [decodeField(layout, key, read)] : [],
    ),
  );
}

/** The slots of a record on a chip that count: one, of a keyed record one for each key, or none. */
export function countingSlots(layout: Layout, record: LayoutRecord, read: ReadBytes): readonly LayoutSlot[] {
  return slotsThatCount(record, decodeRecord(layout, record, read, 'damaged'));
}

/** The field that memory shows as one that was decoded. */
export function fieldOf({ fields }: Layout, { address }: DecodedField): LayoutField | undefined {
  return fields.find((field) => field.address === address);
}

function recordFields(
  layout: Layout,
  record: LayoutRecord,
  read: ReadBytes,
  unread: 'absent' | 'unreadable',
): DecodedField[] {
  const slots = decodeRecord(layout, record, read, unread);
  const counting = slotsThatCount(record, slots);
  if (counting.length > 0 || record.kind === 'keyed') {
    return counting.flatMap(({ fields, key }) =>
      fields.filter((field) => field !== key).map((field) => decodeField(layout, field, read)),
    );
  }
  const revoked = slots.findLast(({ state }) => state === 'revoked');
  if (revoked) return revokedFields(layout, record.slots[revoked.slot - 1], read);
  const finding = emptyRecord(slots);
  return (record.slots[0]?.fields ?? []).map((field) => {
    const { slot: _slot, ...head } = fieldHead(field);
    return { ...head, ...finding };
  });
}

function slotsThatCount({ slots }: LayoutRecord, decoded: readonly DecodedSlot[]): readonly LayoutSlot[] {
  return slots.filter((_, index) => decoded[index]?.newest);
}

/** The flag alone is shown: what else the slot holds does not count any more. */
function revokedFields(layout: Layout, slot: LayoutSlot | undefined, read: ReadBytes): DecodedField[] {
  return (slot?.fields ?? []).map((field) => {
    const found = decodeField(layout, field, read);
    if (field === slot?.valid || found.state === 'absent' || found.state === 'blank') return found;
    return { ...fieldHead(field), state: 'invalid', problem: 'its slot is revoked' };
  });
}

function emptyRecord(slots: readonly DecodedSlot[]): Pick<DecodedField, 'state' | 'problem'> {
  const unwritten = ({ state }: DecodedSlot) => state === 'blank' || state === 'locked';
  const isUnread = ({ state }: DecodedSlot) => state === 'absent' || state === 'unreadable';
  if (slots.every(unwritten)) return { state: 'blank' };
  if (slots.every((slot) => unwritten(slot) || isUnread(slot))) return { state: 'absent' };
  return { state: 'invalid', problem: 'no slot holds a whole record' };
}
