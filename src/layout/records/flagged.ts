import type { OtpforgeError } from '../../errors/index.js';
import { ValueProblem } from '../codec/index.js';
import { type DecodedSlot, decodeRecord, isFree } from '../decode-slots.js';
import type { Layout, LayoutField, LayoutRecord, LayoutSlot } from '../layout.js';
import type { UnitData } from '../unit-data.js';
import { encodeFields } from '../values.js';
import { type Choosing, type ChosenSlot, holds } from './choice.js';
import { slotsFull, slotUsed, unknownSlot } from './slot-errors.js';

/** Whether unit data asks to revoke a slot of a record. */
export function isRevoke({ slots: [slot] }: LayoutRecord, data: UnitData): boolean {
  const field = slot?.valid;
  const value = field && data.get(field.name)?.value;
  if (!field?.flag || value === undefined) return false;
  const revoked = field.codec.encode(field.flag.revoked);
  try {
    return field.codec.encode(value).every((byte, at) => byte === revoked[at]);
  } catch (error) {
    // Encoding the fields says what is wrong with it.
    if (error instanceof ValueProblem) return false;
    throw error;
  }
}

/** The fields of a slot that its data gives: a revoke writes the flag alone, and a flag that is to be blank is not written. */
export function writtenFields({ fields, valid }: LayoutSlot, revokes: boolean): readonly LayoutField[] {
  if (!valid) return fields;
  if (revokes) return [valid];
  return valid.flag?.isBlank ? fields.filter((field) => field !== valid) : fields;
}

/** The slot that counts if it holds exactly these values, else a free one that would count; or the one to revoke. */
export function chooseFlagged(choosing: Choosing): ChosenSlot {
  const { layout, record, data, asked, read } = choosing;
  const slots = read ? decodeRecord(layout, record, read, 'damaged') : [];
  if (isRevoke(record, data)) return chooseRevoked(choosing, slots);
  const choice = (slot: number, found: ChosenSlot['found']): ChosenSlot => ({
    ...{ record: record.name, slot, found, slots },
  });
  if (!read) return choice(asked?.slot ?? 1, 'unknown');
  const newest = slots.find((slot) => slot.newest);
  if (newest && (asked?.slot ?? newest.slot) === newest.slot) {
    const same = choice(newest.slot, 'valid');
    if (holds(choosing, same, read)) return same;
  }
  const free = record.slots.filter((slot) => isFree(layout, slot, read));
  const counting = free.filter(({ slot }) => wouldCount(record, slot, newest));
  if (asked ? free.includes(asked) && !counting.includes(asked) : free.length > 0 && counting.length === 0) {
    throw activeFirst(layout, record, asked?.slot ?? newest?.slot ?? 1, newest, slots);
  }
  if (asked && !counting.includes(asked)) throw slotUsed(layout, record, asked.slot, slots);
  // Those behind all that are used first: a torn slot may be finished later.
  const last = slots.findLastIndex(({ state }) => state !== 'blank' && state !== 'locked');
  const target = asked ?? counting.find(({ slot }) => slot > last + 1) ?? counting[0];
  if (!target) throw slotsFull(layout, record, slots);
  return choice(target.slot, 'blank');
}

function wouldCount({ newest: rule }: LayoutRecord, slot: number, active: DecodedSlot | undefined): boolean {
  if (!active) return true;
  return rule === 'first' ? slot < active.slot : slot > active.slot;
}

function chooseRevoked(
  { layout, record, data, asked, read, die }: Choosing,
  slots: readonly DecodedSlot[],
): ChosenSlot {
  const given = (record.slots[0]?.fields ?? []).filter(
    (field) => field !== record.slots[0]?.valid && data.has(field.name),
  );
  // What is wrong with the values is reported whether they are compared or not.
  const encoded = encodeFields(layout, given, data, die);
  if (!read) {
    if (asked) return { record: record.name, slot: asked.slot, revokes: true, found: 'unknown', slots };
    throw unknownSlot(
      layout,
      `which slot of ${record.name} to revoke is not known`,
      'Name it by --slot, or give what the chip holds by --chip-dump: then it is the slot that counts.',
    );
  }
  const holdsGiven = (slot: LayoutSlot) =>
    given.every((field) => {
      const at = field.address - (record.slots[0]?.address ?? 0) + slot.address;
      const found = read(at, field.length);
      return encoded.get(field)?.every((byte, index) => byte === found?.[index]) === true;
    });
  const counting = slots.find((slot) => slot.newest);
  const before = record.slots.findLast(
    (slot) => given.length > 0 && slots[slot.slot - 1]?.state === 'revoked' && holdsGiven(slot),
  );
  const active = counting && record.slots[counting.slot - 1];
  const target = asked ?? (active && !holdsGiven(active) && before ? before : (active ?? before));
  if (!target) throw noneActive(layout, record, slots);
  const { state = 'blank' } = slots[target.slot - 1] ?? {};
  if (state === 'blank' || state === 'locked') {
    throw slotUsed(
      layout,
      record,
      target.slot,
      slots,
      `slot ${target.slot} holds nothing to revoke`,
      chooseAnother,
    );
  }
  if (!holdsGiven(target)) {
    const because = `slot ${target.slot} holds other values than those to revoke`;
    throw slotUsed(
      layout,
      record,
      target.slot,
      slots,
      because,
      'Leave the values out, or name their slot by --slot.',
    );
  }
  const found = state === 'revoked' ? 'valid' : 'used';
  return { record: record.name, slot: target.slot, revokes: true, found, slots };
}

const chooseAnother = 'Name the slot that is to be revoked.';

function activeFirst(
  layout: Layout,
  record: LayoutRecord,
  slot: number,
  active: DecodedSlot | undefined,
  slots: readonly DecodedSlot[],
): OtpforgeError {
  const { name, flag } = record.slots[0]?.valid ?? {};
  return slotUsed(
    layout,
    record,
    slot,
    slots,
    `other values would not count while slot ${active?.slot ?? 1} is ${flag?.active}`,
    `Revoke that slot first: --set ${name}=${flag?.revoked}.`,
  );
}

function noneActive(layout: Layout, record: LayoutRecord, slots: readonly DecodedSlot[]): OtpforgeError {
  const states = slots.map(({ slot, state }) => `slot ${slot} ${state}`).join(', ');
  return unknownSlot(
    layout,
    `no slot of ${record.name} counts, so none is to be revoked: ${states}`,
    chooseAnother,
  );
}
