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
import { type EntryKey, keyIn } from './records/entry-name.js';
import { flagIn } from './records/flag.js';
import { laterCounts } from './records/slot-order.js';

/**
 * valid: it is whole, and its flag is not revoked; blank: nobody has written it; partial: only some of its write units are
 * written; invalid: its check, its sequence, its key or a value is wrong; revoked: its flag says that it does not count any
 * more; damaged: a part of it cannot be read; locked: blank, and it stays so, since its block refuses more writes; absent:
 * an image holds nothing of it; unreadable: read protection forbids it.
 */
export type SlotState = 'valid' | 'blank' | 'partial' | 'invalid' | 'revoked' | 'locked' | UnreadSlot;

/** The state of a slot that cannot be read at all. */
export type UnreadSlot = 'absent' | 'damaged' | 'unreadable';

export interface DecodedSlot extends SlotPlace {
  readonly address: number;
  readonly length: number;
  readonly state: SlotState;
  /** Only of a valid slot of a sequence. */
  readonly sequence?: number;
  /** Only of a valid slot of a keyed record: the entry that it holds. */
  readonly key?: EntryKey;
  /**
   * The one valid slot that counts, of a keyed record the one for its key. Of a sequence that of the highest number, and of
   * equal ones the one with the highest slot; of the others the one that `newest` says.
   */
  readonly newest: boolean;
}

/** The state of each slot of a record; `unread` is that of one that cannot be read at all. */
export function decodeRecord(
  layout: Layout,
  record: LayoutRecord,
  read: ReadBytes,
  unread: UnreadSlot = 'absent',
): DecodedSlot[] {
  const slots = record.slots.map((slot) => ({ slot, ...judge(layout, record, slot, read, unread) }));
  const best = new Map<EntryKey, (typeof slots)[number]>();
  for (const each of slots) {
    if (each.state !== 'valid') continue;
    const group = each.key ?? '';
    const other = best.get(group);
    if (!other || countsBefore(record, each, other)) best.set(group, each);
  }
  return slots.map((each) => ({
    record: record.name,
    slot: each.slot.slot,
    address: each.slot.address,
    length: each.slot.length,
    state: each.state,
    ...(each.sequence !== undefined && { sequence: each.sequence }),
    ...(each.key !== undefined && { key: each.key }),
    newest: best.get(each.key ?? '') === each,
  }));
}

/** Whether a valid slot counts rather than one that is before it in memory. */
function countsBefore(record: LayoutRecord, slot: Judged, earlier: Judged): boolean {
  if (record.kind === 'sequence') return (slot.sequence ?? 0) >= (earlier.sequence ?? 0);
  return laterCounts(record);
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

type Judged = Pick<DecodedSlot, 'state' | 'sequence' | 'key'>;

function judge(
  layout: Layout,
  record: LayoutRecord,
  slot: LayoutSlot,
  read: ReadBytes,
  unread: UnreadSlot,
): Judged {
  const flag = slot.valid && flagIn(slot.valid, read);
  // Nothing else of a revoked slot matters.
  if (flag === 'revoked') return { state: 'revoked' };
  const fields = slot.fields.map((field) => decodeField(layout, field, read));
  // An image leaves out what is to stay blank.
  const mayLack = unread === 'absent' && slot.valid?.flag?.isBlank ? slot.valid.name : undefined;
  const needed = fields.filter(({ name, state }) => name !== mayLack || state !== 'absent');
  const absent = needed.filter(({ state }) => state === 'absent').length;
  if (absent > 0) return { state: absent === needed.length ? unread : 'damaged' };
  if (needed.every(({ state }) => state === 'blank') && !hasStrayUnit(layout, slot, read)) {
    return { state: isLocked(layout, slot, read) ? 'locked' : 'blank' };
  }
  const found = contents(record, slot, fields, read);
  if (found && flag !== 'other') return { state: 'valid', ...found };
  const isPart = ({ name, state }: DecodedField) =>
    (state === 'blank' || state === 'partial') && !(slot.valid?.flag?.isBlank && name === slot.valid.name);
  // Where bits are cleared one by one, all ones in a field tell nothing about how far the writing got.
  const once = layout.bank.otp.rewrite === 'once';
  return { state: once && needed.some(isPart) ? 'partial' : 'invalid' };
}

/** Sequence and key of a slot that is whole; undefined of one that is not. */
function contents(
  { kind }: LayoutRecord,
  slot: LayoutSlot,
  fields: readonly DecodedField[],
  read: ReadBytes,
): Pick<DecodedSlot, 'sequence' | 'key'> | undefined {
  const proof = slot.check && fields[slot.fields.indexOf(slot.check)];
  if (
    proof
      ? !isRight(proof) && !isOpen(slot, proof, read)
      : !slot.fields.every((field, at) => isThere(field.allowBlank, fields[at]))
  )
    return undefined;
  if (kind === 'sequence') {
    const sequence = sequenceOf(slot, read);
    return sequence > 0 ? { sequence } : undefined;
  }
  if (kind !== 'keyed') return {};
  const key = keyIn(slot, read);
  return key === undefined ? undefined : { key };
}

function isRight({ state, crcOk }: DecodedField): boolean {
  return state === 'value' && crcOk === true;
}

/** Whether a check runs over the UID of a die that is not known, as of an image or a dump. */
function isOpen({ check }: LayoutSlot, { state, crcOk }: DecodedField, { uid }: ReadBytes): boolean {
  return state === 'value' && crcOk === undefined && !uid && check?.covers.includes('@uid') === true;
}

/** Without a check over the slot each of its fields says whether it was written. */
function isThere(allowBlank: boolean, field: DecodedField | undefined): boolean {
  if (field?.state === 'value' || field?.state === 'unchecked') return true;
  return allowBlank && (field?.state === 'blank' || field?.state === 'absent');
}

// Zero is never written: memory full of zeros is right by many a CRC.
function sequenceOf({ sequence }: LayoutSlot, read: ReadBytes): number {
  const bytes = sequence && read(sequence.address, sequence.length);
  return bytes && 'endian' in sequence.spec ? Number(bytesInteger(bytes, sequence.spec.endian ?? 'big')) : 0;
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
