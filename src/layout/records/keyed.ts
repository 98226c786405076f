import { decodeRecord } from '../decode-slots.js';
import type { LayoutRecord, LayoutSlot, SlotPlace } from '../layout.js';
import { type Choosing, type ChosenSlot, freeBehind, holds } from './choice.js';
import { entriesIn } from './entry-data.js';
import type { EntryKey } from './entry-name.js';
import { slotsFull, slotUsed, unknownSlot } from './slot-errors.js';
import { fillOrder } from './slot-order.js';

/**
 * For each entry of the data the slot that counts for it if it holds exactly these values, else the next blank one. The slot
 * that is asked for is where entries go from: what is held before it is written once more.
 */
export function chooseKeyed(choosing: Choosing): readonly ChosenSlot[] {
  const { layout, record, data, asked, read } = choosing;
  const keys = entriesIn(layout, record, data);
  if (asked && keys.length === 0) {
    throw unknownSlot(
      layout,
      `the unit data has no entry of ${record.name} for slot ${asked.slot}`,
      'Leave --slot out.',
    );
  }
  const slots = read ? decodeRecord(layout, record, read, 'damaged') : [];
  const choice = (slot: number, key: EntryKey, found: ChosenSlot['found']): ChosenSlot => ({
    ...{ record: record.name, slot, key, found, slots },
  });
  const order = read ? freeBehind(layout, record, slots, read) : fillOrder(record);
  const free = [...(asked ? order.slice(Math.max(0, order.indexOf(asked))) : order)];
  return keys.map((key) => {
    const newest = slots.find((slot) => slot.newest && slot.key === key && !isBefore(record, slot, asked));
    const same = newest && choice(newest.slot, key, 'valid');
    if (same && read && holds(choosing, same, read)) return same;
    if (asked && !order.includes(asked)) throw slotUsed(layout, record, asked.slot, slots);
    const target = free.shift();
    if (!target) throw slotsFull(layout, record, slots, `the entry ${key}`);
    return choice(target.slot, key, read ? 'blank' : 'unknown');
  });
}

function isBefore(record: LayoutRecord, { slot }: SlotPlace, asked: LayoutSlot | undefined): boolean {
  const order = fillOrder(record).map((each) => each.slot);
  return asked !== undefined && order.indexOf(slot) < order.indexOf(asked.slot);
}
