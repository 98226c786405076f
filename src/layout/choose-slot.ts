import type { OtpforgeError } from '../errors/index.js';
import type { ReadBytes } from './decode-field.js';
import type { Layout, LayoutRecord, LayoutSlot } from './layout.js';
import { chooseAppend } from './records/append.js';
import type { Choosing, ChosenSlot } from './records/choice.js';
import { chooseFlagged } from './records/flagged.js';
import { chooseKeyed } from './records/keyed.js';
import { chooseSequence } from './records/sequence.js';
import { unknownSlot } from './records/slot-errors.js';
import type { UnitData } from './unit-data.js';
import type { Die } from './values.js';

export type { ChosenSlot } from './records/choice.js';

export interface SlotOptions {
  /** The slot to write, from 1; by the record's name where several records are written. */
  readonly slot?: number | { readonly [record: string]: number };
  /** What the chip holds; without it slot 1 is taken for the first free one. */
  readonly read?: ReadBytes;
}

/**
 * The slots that each record goes to: those that hold exactly these values, else the first free one that counts from then
 * on, or the one asked for. Errors: LAYOUT_SLOT_UNKNOWN, LAYOUT_SLOT_USED, LAYOUT_SLOTS_FULL, and those of encodeFields.
 */
export function chooseSlots(
  layout: Layout,
  records: readonly LayoutRecord[],
  data: UnitData,
  options: SlotOptions,
  die: Die,
): readonly ChosenSlot[] {
  const asked = askedSlots(layout, records, options.slot);
  if (options.read && layout.records.length === 0 && !layout.fields.some(({ when }) => when !== undefined))
    throw noRecords(layout, 'what the chip holds chooses nothing');
  return records.flatMap((record) =>
    choose({ layout, record, data, asked: asked.get(record), read: options.read, die }),
  );
}

function choose(choosing: Choosing): ChosenSlot | readonly ChosenSlot[] {
  switch (choosing.record.kind) {
    case 'sequence':
      return chooseSequence(choosing);
    case 'append':
      return chooseAppend(choosing);
    case 'keyed':
      return chooseKeyed(choosing);
    case 'flagged':
      return chooseFlagged(choosing);
  }
}

function askedSlots(
  layout: Layout,
  records: readonly LayoutRecord[],
  slot: SlotOptions['slot'],
): ReadonlyMap<LayoutRecord, LayoutSlot> {
  if (slot === undefined) return new Map();
  if (layout.records.length === 0) throw noRecords(layout, 'there is no slot to choose');
  const names = records.map(({ name }) => name).join(', ') || 'none';
  const pairs =
    typeof slot === 'number' ? records.map(({ name }) => [name, slot] as const) : Object.entries(slot);
  if (typeof slot === 'number' && records.length !== 1) {
    throw unknownSlot(
      layout,
      `slot ${slot} could be of any record that is written`,
      `Write record=slot: ${names}.`,
    );
  }
  return new Map(
    pairs.map(([name, number]) => {
      const record = records.find((each) => each.name === name);
      if (!record)
        throw unknownSlot(layout, `no record "${name}" is written`, `Those written are: ${names}.`);
      const found = record.slots[number - 1];
      if (found) return [record, found] as const;
      const remedy = `Its slots are 1 to ${record.slots.length}.`;
      throw unknownSlot(layout, `record ${name} has no slot ${number}`, remedy);
    }),
  );
}

function noRecords(layout: Layout, what: string): OtpforgeError {
  return unknownSlot(
    layout,
    `the layout has no records, so ${what}`,
    'otpforge docs layout#spare-slots describes spare slots.',
  );
}
