import { type DecodedField, decodeField, fieldHead, type ReadBytes } from './decode-field.js';
import { type DecodedSlot, decodeRecord, type UnreadSlot } from './decode-slots.js';
import type { Layout, LayoutRecord, LayoutSlot } from './layout.js';

/**
 * What memory holds, field by field in the order of the layout, each field of a record once: from the newest
 * valid slot. Without a valid slot a record has no values. What `read` does not give is `unread`: absent from an image,
 * and unreadable on a chip. Never throws for what it finds.
 */
export function decodeLayout(
  layout: Layout,
  read: ReadBytes,
  unread: 'absent' | 'unreadable' = 'absent',
): DecodedField[] {
  const fields = [
    ...layout.fields.filter(({ place }) => !place).map((field) => decodeField(layout, field, read)),
    ...layout.records.flatMap((record) => recordFields(layout, record, read)),
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

/** The slot of a record that counts; undefined while none is valid. */
export function newestSlot(layout: Layout, record: LayoutRecord, read: ReadBytes): LayoutSlot | undefined {
  const newest = decodeRecord(layout, record, read).find((slot) => slot.newest);
  return newest && record.slots[newest.slot - 1];
}

function recordFields(layout: Layout, record: LayoutRecord, read: ReadBytes): DecodedField[] {
  const slots = decodeRecord(layout, record, read);
  const source = record.slots[(slots.find(({ newest }) => newest)?.slot ?? 0) - 1];
  if (source) return source.fields.map((field) => decodeField(layout, field, read));
  const finding = emptyRecord(slots);
  return (record.slots[0]?.fields ?? []).map((field) => {
    const { slot: _slot, ...head } = fieldHead(field);
    return { ...head, ...finding };
  });
}

function emptyRecord(slots: readonly DecodedSlot[]): Pick<DecodedField, 'state' | 'problem'> {
  const unwritten = ({ state }: DecodedSlot) => state === 'blank' || state === 'locked';
  if (slots.every(unwritten)) return { state: 'blank' };
  if (slots.every((slot) => unwritten(slot) || slot.state === 'absent')) return { state: 'absent' };
  return { state: 'invalid', problem: 'no slot holds a whole record' };
}
