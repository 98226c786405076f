import { OtpforgeError } from '../errors/index.js';
import type { ReadBytes } from './decode-field.js';
import { type DecodedSlot, decodeRecord, isFree, type SlotState } from './decode-slots.js';
import type { Layout, LayoutRecord, LayoutSlot, SlotPlace } from './layout.js';
import type { UnitData, UnitValue } from './unit-data.js';
import { type Die, encodeFields } from './values.js';

/** The slot that a record's values go to. */
export interface ChosenSlot extends SlotPlace {
  readonly sequence: number;
  /** What the slot held: "valid" these very values, "blank" nothing, "unknown" if nothing was read. */
  readonly found: 'valid' | 'blank' | 'unknown';
  /** All slots of the record as they were read. */
  readonly slots: readonly DecodedSlot[];
}

export interface SlotOptions {
  /** The slot to write, from 1; by the record's name where several records are written. */
  readonly slot?: number | { readonly [record: string]: number };
  /** What the chip holds; without it slot 1 is taken for the first free one. */
  readonly read?: ReadBytes;
}

/**
 * The slot that each record goes to: the newest if it holds exactly these values, else the first free one after it,
 * or the one asked for. Errors: LAYOUT_SLOT_UNKNOWN, LAYOUT_SLOT_USED, LAYOUT_SLOTS_FULL, and those of encodeFields.
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
  return records.map((record) =>
    choose(layout, record, data, asked.get(record), { ...die, read: options.read }),
  );
}

/** Unit data with the sequence of each chosen slot. */
export function withSequences(
  layout: Layout,
  data: UnitData,
  chosen: readonly Pick<ChosenSlot, 'record' | 'slot' | 'sequence'>[],
): UnitData {
  const counted = chosen.flatMap((choice): [string, UnitValue][] => {
    const name = slotAt(layout, choice)?.sequence.name;
    return name === undefined ? [] : [[name, { value: choice.sequence, from: layout.file }]];
  });
  return new Map([...data, ...counted]);
}

export function slotAt(layout: Layout, { record, slot }: SlotPlace): LayoutSlot | undefined {
  return layout.records.find(({ name }) => name === record)?.slots[slot - 1];
}

function choose(
  layout: Layout,
  record: LayoutRecord,
  data: UnitData,
  asked: LayoutSlot | undefined,
  { read, ...die }: Die & { readonly read: ReadBytes | undefined },
): ChosenSlot {
  if (!read) {
    const slot = asked?.slot ?? 1;
    return { record: record.name, slot, sequence: slot, found: 'unknown', slots: [] };
  }
  const slots = decodeRecord(layout, record, read, 'damaged');
  const newest = slots.find((slot) => slot.newest);
  const choice = (slot: number, sequence: number, found: ChosenSlot['found']): ChosenSlot => ({
    ...{ record: record.name, slot, sequence, found, slots },
  });
  const holder = newest && record.slots[newest.slot - 1];
  if (newest && holder && (asked ?? holder) === holder) {
    const same = choice(newest.slot, newest.sequence ?? 0, 'valid');
    if (holds(layout, holder, withSequences(layout, data, [same]), die, read)) return same;
  }
  const free = (slot: LayoutSlot) => isFree(layout, slot, read);
  if (asked && !free(asked)) throw slotUsed(layout, record, asked, slots);
  const after = record.slots.slice(newest?.slot ?? 0);
  const target = asked ?? [...after, ...record.slots].find(free);
  if (!target) throw slotsFull(layout, record, slots);
  // At least the slot's number: a half-programmed slot keeps the lower one if it is finished later.
  return choice(target.slot, Math.max(target.slot, (newest?.sequence ?? 0) + 1), 'blank');
}

function holds(layout: Layout, slot: LayoutSlot, data: UnitData, die: Die, read: ReadBytes): boolean {
  const encoded = encodeFields(layout, slot.fields, data, die);
  return slot.fields.every((field) => {
    const [found, wanted] = [read(field.address, field.length), encoded.get(field)];
    return found?.length === wanted?.length && found?.every((byte, index) => byte === wanted?.[index]);
  });
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

function unknownSlot({ file }: Layout, message: string, remedy: string): OtpforgeError {
  return new OtpforgeError('LAYOUT_SLOT_UNKNOWN', {
    message: `${file}: ${message}`,
    remedy,
    details: { file },
  });
}

function slotUsed(
  layout: Layout,
  record: LayoutRecord,
  { slot }: LayoutSlot,
  slots: readonly DecodedSlot[],
): OtpforgeError {
  return new OtpforgeError('LAYOUT_SLOT_USED', {
    message: `${place(layout, record)}: slot ${slot} cannot take other values: ${statesText(slots)}`,
    remedy: 'Leave the slot out, so that the first free one is taken.',
    details: { ...details(layout, record, slots), slot },
  });
}

function slotsFull(layout: Layout, record: LayoutRecord, slots: readonly DecodedSlot[]): OtpforgeError {
  return new OtpforgeError('LAYOUT_SLOTS_FULL', {
    message: `${place(layout, record)}: no slot is left for other values: ${statesText(slots)}`,
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

function statesText(slots: readonly DecodedSlot[]): string {
  return slots.map(({ slot, state, sequence }) => `slot ${slot} ${stateText(state, sequence)}`).join(', ');
}

function stateText(state: SlotState, sequence: number | undefined): string {
  return sequence === undefined ? state : `${state} (sequence ${sequence})`;
}
