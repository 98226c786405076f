import { decodeRecord, isFree } from '../decode-slots.js';
import type { LayoutSlot } from '../layout.js';
import { type Choosing, type ChosenSlot, holds } from './choice.js';
import { slotsFull, slotUsed } from './slot-errors.js';

/** The newest slot if it holds exactly these values, else the first free one after it, or the one asked for. */
export function chooseSequence(choosing: Choosing): ChosenSlot {
  const { layout, record, asked, read } = choosing;
  const choice = (slot: number, sequence: number, found: ChosenSlot['found']): ChosenSlot => ({
    ...{ record: record.name, slot, sequence, found, slots },
  });
  const slots = read ? decodeRecord(layout, record, read, 'damaged') : [];
  if (!read) return choice(asked?.slot ?? 1, asked?.slot ?? 1, 'unknown');
  const newest = slots.find((slot) => slot.newest);
  if (newest && (asked?.slot ?? newest.slot) === newest.slot) {
    const same = choice(newest.slot, newest.sequence ?? 0, 'valid');
    if (holds(choosing, same, read)) return same;
  }
  const free = (slot: LayoutSlot) => isFree(layout, slot, read);
  if (asked && !free(asked)) throw slotUsed(layout, record, asked.slot, slots);
  const after = record.slots.slice(newest?.slot ?? 0);
  const target = asked ?? [...after, ...record.slots].find(free);
  if (!target) throw slotsFull(layout, record, slots);
  // At least the slot's number: a half-programmed slot keeps the lower one if it is finished later.
  return choice(target.slot, Math.max(target.slot, (newest?.sequence ?? 0) + 1), 'blank');
}
