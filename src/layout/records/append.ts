import { decodeRecord } from '../decode-slots.js';
import { type Choosing, type ChosenSlot, freeBehind, holds } from './choice.js';
import { slotsFull, slotUsed } from './slot-errors.js';
import { fillOrder } from './slot-order.js';

/** The newest slot if it holds exactly these values, else the first blank one behind all that are used. */
export function chooseAppend(choosing: Choosing): ChosenSlot {
  const { layout, record, asked, read } = choosing;
  const slots = read ? decodeRecord(layout, record, read, 'damaged') : [];
  const choice = (slot: number, found: ChosenSlot['found']): ChosenSlot => ({
    ...{ record: record.name, slot, found, slots },
  });
  if (!read) return choice((asked ?? fillOrder(record)[0])?.slot ?? 1, 'unknown');
  const newest = slots.find((slot) => slot.newest);
  if (newest && (asked?.slot ?? newest.slot) === newest.slot) {
    const same = choice(newest.slot, 'valid');
    if (holds(choosing, same, read)) return same;
  }
  // A torn slot may be finished later, so what comes after it must not be before it.
  const free = freeBehind(layout, record, slots, read);
  if (asked && !free.includes(asked)) throw slotUsed(layout, record, asked.slot, slots);
  const target = asked ?? free[0];
  if (!target) throw slotsFull(layout, record, slots);
  return choice(target.slot, 'blank');
}
