import { OtpforgeError } from '../../errors/index.js';
import type { DecodedSlot } from '../decode-slots.js';
import type { Layout, LayoutRecord } from '../layout.js';
import { slotStates } from '../slot-states.js';

/** LAYOUT_SLOT_UNKNOWN: what --slot names, or no dump was given, decides nothing. */
export function unknownSlot({ file }: Layout, message: string, remedy: string): OtpforgeError {
  return new OtpforgeError('LAYOUT_SLOT_UNKNOWN', {
    message: `${file}: ${message}`,
    remedy,
    details: { file },
  });
}

/** LAYOUT_SLOT_USED: the slot that was asked for cannot take the values. */
export function slotUsed(
  layout: Layout,
  record: LayoutRecord,
  slot: number,
  slots: readonly DecodedSlot[],
  because = `slot ${slot} cannot take other values`,
  remedy = 'Leave the slot out, so that the first free one is taken.',
): OtpforgeError {
  return new OtpforgeError('LAYOUT_SLOT_USED', {
    message: `${place(layout, record)}: ${because}: ${slotStates(slots)}`,
    remedy,
    details: { ...details(layout, record, slots), slot },
  });
}

export function slotsFull(
  layout: Layout,
  record: LayoutRecord,
  slots: readonly DecodedSlot[],
  values = 'other values',
): OtpforgeError {
  return new OtpforgeError('LAYOUT_SLOTS_FULL', {
    message: `${place(layout, record)}: no slot is left for ${values}: ${slots.length > 0 ? slotStates(slots) : `it has ${record.slots.length}`}`,
    remedy:
      'The chip cannot take these values any more. A half-programmed slot may be finished by ' +
      'programming the very same image again.',
    details: details(layout, record, slots),
  });
}

function place({ file }: Layout, { name, line }: LayoutRecord): string {
  return `${file}:${line}: records.${name}`;
}

function details({ file }: Layout, { name, line }: LayoutRecord, slots: readonly DecodedSlot[]) {
  const states = slots.map(({ slot, address, state }) => ({ slot, address, state }));
  return { file, line, record: name, slots: states };
}
