import type { OtpBank } from '../bank/index.js';
import { type AddressRange, overlaps } from '../range/index.js';
import { hex } from '../text/hex.js';
import { count } from '../text/plural.js';
import type { Issue } from './check.js';
import { coverKey } from './check-covers.js';
import { type CheckField, type LayoutField, type LayoutSlot, memoryOf, unitsOf } from './layout.js';
import { checkKind, type SlotFields } from './records/check-kinds.js';
import { isCovered } from './records/proof.js';
import type { LayoutDocument, RecordSpec } from './schema-2.js';

/** Why the slots of a record have no place to lie; without an answer they can be built. */
export function refusedRecord(name: string, spec: RecordSpec, { otp }: OtpBank): Issue | undefined {
  const { writeUnit, data } = otp;
  for (const key of ['offset', 'stride'] as const) {
    if (spec[key] % writeUnit === 0) continue;
    const message =
      `${hex(spec[key])} is not a multiple of ${writeUnit}, the bank's write unit: ` +
      'each slot must begin with a unit of its own';
    return { path: ['records', name, key], message };
  }
  const last = spec.offset + (spec.slots - 1) * spec.stride;
  if (last < data.offset + data.size) return undefined;
  return {
    path: ['records', name, 'slots'],
    message: `slot ${spec.slots} begins at ${hex(last)}, outside the data area, which ends at ${hex(data.offset + data.size - 1)}`,
  };
}

/** What is wrong with a record, judged by the fields of its first slot. */
export function* checkRecord(
  name: string,
  spec: RecordSpec,
  slot: SlotFields,
  bank: OtpBank,
): Generator<Issue> {
  const path = ['records', name];
  const { fields } = slot;
  for (const [field, { when }] of Object.entries(spec.fields)) {
    const message = 'a record is written as a whole; give the stage to the record';
    if (when !== undefined) yield { path: [...path, 'fields', field, 'when'], message };
  }
  yield* checkKind(name, spec, slot, bank);
  if (spec.kind !== undefined && spec.kind !== 'sequence') return;
  yield* sequenceIssues(path, spec);
  const last = fields.toSorted((a, b) => a.address - b.address).at(-1);
  if (last?.spec.type !== 'crc' || last.kind !== 'check') {
    // Units are written in the order of addresses, so only then is a slot without its CRC known to be half-programmed.
    const message = 'the last bytes of a record must be a crc, which shows that all before them is whole';
    yield { path: [...path, 'fields'], message };
    return;
  }
  yield* crcIssues(last, fields);
  const size = last.spec.offset + last.length;
  if (size <= spec.stride) return;
  yield { path: [...path, 'stride'], message: `a slot takes ${count(size, 'byte')}, more than the stride` };
}

const refusedOfSequence = [
  'const',
  'default',
  'min',
  'max',
  'names',
  'allowBlank',
  'secret',
  'unique',
] as const;

function* sequenceIssues(path: readonly string[], { sequence, fields }: RecordSpec): Generator<Issue> {
  if (sequence === undefined) {
    const message =
      'a record needs "sequence", the field that shows which slot is the newest, or another kind';
    yield { path: [...path], message };
    return;
  }
  const spec = Object.hasOwn(fields, sequence) ? fields[sequence] : undefined;
  if (!spec) {
    yield { path: [...path, 'sequence'], message: `the record has no field called "${sequence}"` };
    return;
  }
  if (spec.type !== 'u8' && spec.type !== 'u16' && spec.type !== 'u32') {
    yield { path: [...path, 'fields', sequence, 'type'], message: 'a sequence is a u8, u16 or u32' };
    return;
  }
  for (const key of [...refusedOfSequence, 'repeat'] as const) {
    if (spec[key] === undefined || spec[key] === false) continue;
    const message = 'a sequence is counted from 1 by otpforge and shown; drop this key';
    yield { path: [...path, 'fields', sequence, key], message };
  }
}

function* crcIssues(crc: CheckField, fields: readonly LayoutField[]): Generator<Issue> {
  if (crc.length < 2) {
    const message = 'a record needs 16 bits or more, since 8 bits take one torn slot in 256 for a whole one';
    yield { path: [...crc.path, 'algorithm'], message };
  }
  if (crc.allowBlank) {
    yield { path: [...crc.path, 'allowBlank'], message: 'the crc of a record shows that the slot is whole' };
  }
  const open = fields.filter((field) => field !== crc && !isCovered(field, memoryOf(crc)));
  if (open.length === 0 || crc.covers.length === 0) return;
  const names = open.map(({ name }) => name).join(', ');
  const message = `the crc of a record covers all its other fields, but not ${names}`;
  yield { path: [...crc.path, coverKey(crc)], message };
}

/** Names that are taken twice. */
export function* checkRecordNames(document: LayoutDocument): Generator<Issue> {
  const taken = new Set(Object.keys(document.fields ?? {}));
  for (const [record, { fields, kind }] of Object.entries(document.records)) {
    if (kind === 'keyed') {
      // Its fields are called by their entries: entries[ble].value.
      if (taken.has(record)) yield { path: ['records', record], message: 'a field has this name too' };
      taken.add(record);
      continue;
    }
    for (const name of Object.keys(fields)) {
      const path = ['records', record, 'fields', name];
      if (taken.has(name)) yield { path, message: 'another field has this name too' };
      taken.add(name);
    }
  }
}

/** Slots that share write units with anything else. */
export function* checkSlots(
  slots: readonly LayoutSlot[],
  fields: readonly LayoutField[],
  bank: OtpBank,
): Generator<Issue> {
  const reported = new Set<string>();
  const { base, data } = bank.otp;
  for (const slot of slots) {
    const own: AddressRange = { address: slot.address, length: unitsEnd(bank, slot) - slot.address };
    const path = ['records', slot.record, 'slots'];
    if (own.address < base + data.offset) {
      const message = `slot ${slot.slot} begins at ${hex(own.address - base)}, before the data area, which begins at ${hex(data.offset)}`;
      yield { path, message };
    }
    if (own.address + own.length > base + data.offset + data.size) {
      const [end, last] = [hex(own.address + own.length - 1 - base), hex(data.offset + data.size - 1)];
      yield {
        path,
        message: `slot ${slot.slot} ends at ${end}, outside the data area, which ends at ${last}`,
      };
    }
    for (const field of fields) {
      if (isIn(field, slot) || !overlaps(own, field)) continue;
      const other = field.place ? `${field.place.record} slot ${field.place.slot}` : field.name;
      const pair = [slot.record, field.place?.record ?? field.name].toSorted().join(' ');
      if (reported.has(pair)) continue;
      reported.add(pair);
      yield { path, message: `slot ${slot.slot} takes memory that belongs to ${other}` };
    }
  }
}

function unitsEnd(bank: OtpBank, slot: AddressRange): number {
  return (unitsOf(bank, slot).at(-1) ?? slot.address) + bank.otp.writeUnit;
}

function isIn({ place }: LayoutField, { record, slot }: LayoutSlot): boolean {
  return place?.record === record && place.slot === slot;
}
