import type { OtpBank } from '../bank/index.js';
import { type AddressRange, joinRanges } from '../range/index.js';
import type { Codec, FieldInput } from './codec/index.js';
import type { Flag } from './records/flag.js';
import type { CheckSpec, FieldSpec, FieldType, ValueSpec } from './schema-2.js';
import type { Newest, RecordKind } from './schema-records-2.js';
import type { TableForm } from './table-form.js';

/** A checked layout: named fields at absolute addresses of one bank. */
export interface Layout<B extends OtpBank = OtpBank> {
  readonly file: string;
  readonly title: string | undefined;
  readonly bank: B;
  /** In the order of the file; those of a record once for each of its slots, so names repeat and spans do not. */
  readonly fields: readonly LayoutField[];
  /** Groups of fields that have spare slots. */
  readonly records: readonly LayoutRecord[];
  /** How the tables of its units are read. */
  readonly tableForm: TableForm;
  /** Byte for the rest of a write unit that fields use in part; undefined leaves such units partial. */
  readonly fill: number | undefined;
  /** Blocks to lock. */
  readonly locks: readonly number[];
  /** What the layout allows but may regret. */
  readonly warnings: readonly LayoutWarning[];
}

/** A group of fields that can be written once to each of its slots. */
export interface LayoutRecord {
  readonly name: string;
  readonly kind: RecordKind;
  /** Which of several valid slots counts, by address; undefined of a sequence, whose highest number does. */
  readonly newest: Newest | undefined;
  /** 1-based line in the layout's file. */
  readonly line: number;
  readonly when: string | undefined;
  readonly slots: readonly LayoutSlot[];
}

export interface LayoutSlot extends SlotPlace, AddressRange {
  readonly fields: readonly LayoutField[];
  /** Of a sequence. */
  readonly sequence?: ValueField;
  /** Of a keyed record: the field that says which entry the slot holds. */
  readonly key?: ValueField;
  /** Of a flagged record: the field that says whether the slot counts. */
  readonly valid?: ValueField;
  /** The check that shows that the slot is whole; a sequence has one. */
  readonly check?: CheckField;
}

export interface SlotPlace {
  /** Name of the record. */
  readonly record: string;
  /** From 1. */
  readonly slot: number;
}

export type LayoutField = ValueField | CheckField;

interface FieldBase<Spec extends FieldSpec> {
  /** An element of a repeated field is "rev[0]", a field of a group "keys[0].id". */
  readonly name: string;
  /** Where the layout's file describes it. */
  readonly path: readonly string[];
  /** Where it lies if it belongs to a record. */
  readonly place: SlotPlace | undefined;
  readonly type: FieldType;
  readonly spec: Spec;
  readonly address: number;
  /** Bytes. */
  readonly length: number;
  /** 1-based line in the layout's file. */
  readonly line: number;
  readonly secret: boolean;
  readonly allowBlank: boolean;
  /** No two units have the same value. */
  readonly unique: boolean;
  /** Stage of production that writes the field; undefined: every stage. */
  readonly when: string | undefined;
}

/** A field whose value is given: by the unit data, or by the layout as constant or default. */
export interface ValueField extends FieldBase<ValueSpec> {
  readonly kind: 'value';
  readonly codec: Codec;
  readonly constant: FieldInput | undefined;
  readonly preset: FieldInput | undefined;
  /** Its value counts the writes of a record, so nobody gives it. */
  readonly counts: boolean;
  /** Of the field that says whether a slot of its record counts. */
  readonly flag?: Flag;
}

/** A field whose value is computed from others. */
export interface CheckField extends FieldBase<CheckSpec> {
  readonly kind: 'check';
  /** What it runs over, in this order. */
  readonly covers: readonly Cover[];
  /** The field that an HMAC takes its key from. */
  readonly key: AddressRange | undefined;
}

/** A part of what a check runs over: memory, or the die's own UID. */
export type Cover = AddressRange | '@uid';

/** Bytes of the UID of an STM32. */
export const uidLength = 12;

/** The memory that a field's value depends on. */
export function memoryOf({ covers, key }: CheckField): readonly AddressRange[] {
  return [...covers.filter((cover) => cover !== '@uid'), ...(key ? [key] : [])];
}

export interface LayoutWarning {
  readonly code:
    | 'PARTIAL_UNIT'
    | 'STAGES_SHARE_UNIT'
    | 'GROUP_ADDRESS'
    | 'LOCK_OF_EMPTY_BLOCK'
    | 'LOCK_DEFERRED'
    | 'LOCK_OF_FREE_SLOT'
    | 'UNIQUE_DEFAULT'
    | 'TORN_SLOT'
    | 'TABLE_FAULTS'
    | 'TEXT_NOT_NFC'
    | 'DIE_NEEDED';
  readonly message: string;
  readonly line?: number;
  readonly field?: string;
}

export function slotAt(
  { records }: Pick<Layout, 'records'>,
  { record, slot }: SlotPlace,
): LayoutSlot | undefined {
  return records.find(({ name }) => name === record)?.slots[slot - 1];
}

/** Address of the write unit that holds an address; units are counted from the bank's base. */
export function unitAddress(bank: OtpBank, address: number): number {
  return address - ((address - bank.otp.base) % bank.otp.writeUnit);
}

/** Addresses of the write units that a range touches. */
export function unitsOf(bank: OtpBank, { address, length }: AddressRange): readonly number[] {
  const units = [];
  for (let unit = unitAddress(bank, address); unit < address + length; unit += bank.otp.writeUnit) {
    units.push(unit);
  }
  return units;
}

/** The write units that any field is in, joined. */
export function ownedUnits({ bank, fields }: Pick<Layout, 'bank' | 'fields'>): readonly AddressRange[] {
  const { writeUnit } = bank.otp;
  return joinRanges(
    fields.flatMap((field) => unitsOf(bank, field).map((address) => ({ address, length: writeUnit }))),
  );
}

/** The range of a block's data bytes. */
export function blockRange(bank: OtpBank, block: number): AddressRange {
  const { base, data, locks } = bank.otp;
  const length = locks?.blockSize ?? 0;
  return { address: base + data.offset + block * length, length };
}
