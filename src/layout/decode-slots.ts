import { overlaps } from '../range/index.js';
import { isBlank } from './blank.js';
import { bytesInteger } from './codec/integer.js';
import { type DecodedField, decodeField, type ReadBytes } from './decode-field.js';
import {
  blockRange,
  type Layout,
  type LayoutRecord,
  type LayoutSlot,
  type SlotPlace,
  unitsOf,
} from './layout.js';

/**
 * valid: its CRC is right; blank: nobody has written it; partial: only some of its write units are written;
 * invalid: its CRC or its sequence is wrong; damaged: a part of it cannot be read; locked: blank, and it stays so,
 * since its block refuses more writes; absent: an image holds nothing of it; unreadable: read protection forbids it.
 */
export type SlotState = 'valid' | 'blank' | 'partial' | 'invalid' | 'locked' | UnreadSlot;

/** The state of a slot that cannot be read at all. */
export type UnreadSlot = 'absent' | 'damaged' | 'unreadable';

export interface DecodedSlot extends SlotPlace {
  readonly address: number;
  readonly length: number;
  readonly state: SlotState;
  /** Only of a valid slot. */
  readonly sequence?: number;
  /** The one valid slot that counts: that of the highest sequence, and of equal ones the one with the highest number. */
  readonly newest: boolean;
}

/** The state of each slot of a record; `unread` is that of one that cannot be read at all. */
export function decodeRecord(
  layout: Layout,
  record: LayoutRecord,
  read: ReadBytes,
  unread: UnreadSlot = 'absent',
): DecodedSlot[] {
  const slots = record.slots.map((slot) => ({ slot, ...judge(layout, slot, read, unread) }));
  const best = slots.reduce<(typeof slots)[number] | undefined>(
    (found, each) => ((each.sequence ?? 0) >= (found?.sequence ?? 1) ? each : found),
    undefined,
  );
  return slots.map((each) => ({
    record: record.name,
    slot: each.slot.slot,
    address: each.slot.address,
    length: each.slot.length,
    state: each.state,
    ...(each.sequence !== undefined && { sequence: each.sequence }),
    newest: each === best,
  }));
}

/** Whether a slot can be written: each unit that it would write is readable, blank and open. */
export function isFree(layout: Layout, slot: LayoutSlot, read: ReadBytes): boolean {
  const { bank } = layout;
  const blank = unitsOfSlot(layout, slot).every((unit) => {
    const bytes = read(unit, bank.otp.writeUnit);
    return bytes !== undefined && isBlank(bank, bytes);
  });
  return blank && !isLocked(layout, slot, read);
}

function judge(
  layout: Layout,
  slot: LayoutSlot,
  read: ReadBytes,
  unread: UnreadSlot,
): Pick<DecodedSlot, 'state' | 'sequence'> {
  const fields = slot.fields.map((field) => decodeField(layout, field, read));
  const absent = fields.filter(({ state }) => state === 'absent').length;
  if (absent > 0) return { state: absent === fields.length ? unread : 'damaged' };
  if (fields.every(({ state }) => state === 'blank') && !hasStrayUnit(layout, slot, read)) {
    return { state: isLocked(layout, slot, read) ? 'locked' : 'blank' };
  }
  const sequence = sequenceOf(slot, read);
  if (fields.some((field) => field.name === slot.crc.name && isRight(field)) && sequence > 0) {
    return { state: 'valid', sequence };
  }
  const isPart = ({ state }: DecodedField) => state === 'blank' || state === 'partial';
  // Where bits are cleared one by one, all ones in a field tell nothing about how far the writing got.
  const once = layout.bank.otp.rewrite === 'once';
  return { state: once && fields.some(isPart) ? 'partial' : 'invalid' };
}

function isRight({ state, crcOk }: DecodedField): boolean {
  return state === 'value' && crcOk === true;
}

// Zero is never written: memory full of zeros is right by many a CRC.
function sequenceOf({ sequence }: LayoutSlot, read: ReadBytes): number {
  const bytes = read(sequence.address, sequence.length);
  const { spec } = sequence;
  return bytes && 'endian' in spec ? Number(bytesInteger(bytes, spec.endian ?? 'big')) : 0;
}

/** Whether a unit holds something beside fields that are all blank. */
function hasStrayUnit(layout: Layout, slot: LayoutSlot, read: ReadBytes): boolean {
  return unitsOfSlot(layout, slot).some((unit) => {
    const bytes = read(unit, layout.bank.otp.writeUnit);
    return bytes !== undefined && !isBlank(layout.bank, bytes);
  });
}

/** Addresses of the write units that a slot takes. */
export function unitsOfSlot({ bank }: Pick<Layout, 'bank'>, { fields }: LayoutSlot): readonly number[] {
  return [...new Set(fields.flatMap((field) => unitsOf(bank, field)))];
}

function isLocked({ bank }: Layout, slot: LayoutSlot, read: ReadBytes): boolean {
  const { base, locks } = bank.otp;
  if (!locks) return false;
  return Array.from({ length: locks.count }, (_, block) => block)
    .filter((block) => overlaps(slot, blockRange(bank, block)))
    .some((block) => {
      const lock = read(base + locks.offset + block, 1)?.[0];
      return lock !== undefined && lock !== locks.unlocked;
    });
}
