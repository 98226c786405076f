import type { OtpBank } from '../bank/index.js';
import type { Located } from '../files/yaml.js';
import { endOf } from '../range/index.js';
import { type Group, type Grouped, groupFields } from './build-group.js';
import type { Issue } from './check.js';
import { checkRecord, refusedRecord } from './check-records.js';
import type { CheckField, LayoutField, LayoutRecord, LayoutSlot, ValueField } from './layout.js';
import { type Flag, flagOf } from './records/flag.js';
import { proofOf } from './records/proof.js';
import { type LayoutDocument, majorOf, type RecordSpec } from './schema-2.js';

interface Built {
  readonly fields: readonly LayoutField[];
  readonly records: readonly LayoutRecord[];
  readonly issues: readonly Issue[];
}

type LineOf = Located<LayoutDocument>['lineOf'];

/** Turns the fields and records of a document into placed fields with codecs; what cannot be built is an issue. */
export function buildFields({ value: document, lineOf }: Located<LayoutDocument>, bank: OtpBank): Built {
  const { base } = bank.otp;
  const major = majorOf(document);
  const alone = groupFields({ specs: document.fields ?? {}, address: base, path: ['fields'] }, lineOf, major);
  const records = Object.entries(document.records).map(([name, spec]) =>
    buildRecord(name, spec, bank, { lineOf, major }),
  );
  return {
    fields: [
      ...alone.fields,
      ...records.flatMap(({ record }) => record?.slots.flatMap(({ fields }) => fields) ?? []),
    ],
    records: records.flatMap(({ record }) => record ?? []),
    issues: [...alone.issues, ...records.flatMap(({ issues }) => issues)],
  };
}

function buildRecord(
  name: string,
  spec: RecordSpec,
  bank: OtpBank,
  { lineOf, major }: { lineOf: LineOf; major: number },
): { record?: LayoutRecord; issues: readonly Issue[] } {
  const unplaced = refusedRecord(name, spec, bank);
  if (unplaced) return { issues: [unplaced] };
  const groups = Array.from({ length: spec.slots }, (_, index) => {
    const group = slotGroup(name, spec, bank, index + 1);
    return { slot: index + 1, address: group.address, ...groupFields(group, lineOf, major) };
  });
  // Every slot has the same faults, so those of the first are enough.
  const [first] = groups;
  const found = first ? [...first.issues, ...checkRecord(name, spec, first, bank)] : [];
  if (found.length > 0) return { issues: found };
  const slots = groups.map((group) => slotOf(name, spec, group, bank));
  const { kind = 'sequence', when } = spec;
  const newest =
    kind === 'sequence' ? undefined : (spec.newest ?? (kind === 'flagged' ? 'first' : 'highest'));
  return { record: { name, kind, newest, line: lineOf(['records', name]), when, slots }, issues: [] };
}

function slotGroup(name: string, spec: RecordSpec, { otp }: OtpBank, slot: number): Group {
  return {
    specs: spec.fields,
    address: otp.base + spec.offset + (slot - 1) * spec.stride,
    path: ['records', name, 'fields'],
    place: { record: name, slot },
    when: spec.when,
    ...(spec.sequence !== undefined && { sequence: spec.sequence }),
  };
}

/** A slot whose description checkRecord found sound. */
function slotOf(
  record: string,
  { kind = 'sequence', ...names }: RecordSpec,
  { slot, address, fields: described }: Grouped & Pick<Group, 'address'> & { slot: number },
  bank: OtpBank,
): LayoutSlot {
  const fields = described.map((field): LayoutField => {
    if (kind === 'keyed') return { ...field, name: `${record}.${field.name}` };
    const flag = kind === 'flagged' && field.name === names.valid ? fieldFlag(field, bank) : undefined;
    // A slot is written as one that counts, which may leave the flag blank.
    return flag && field.kind === 'value'
      ? { ...field, flag, preset: flag.active, allowBlank: flag.isBlank }
      : field;
  });
  const valueField = (name: string | undefined): ValueField | undefined => {
    const field = fields[described.findIndex((each) => each.name === name)];
    return field?.kind === 'value' ? field : undefined;
  };
  const [sequence, key, valid] = [names.sequence, names.key, names.valid].map(valueField);
  const check = kind === 'sequence' ? lastCheck(fields) : proofOf(fields, valid);
  return {
    record,
    slot,
    address,
    length: Math.max(...fields.map(endOf)) - address,
    fields,
    ...(sequence && { sequence }),
    ...(key && { key }),
    ...(valid && { valid }),
    ...(check && { check }),
  };
}

function fieldFlag(field: LayoutField, bank: OtpBank): Flag | undefined {
  const names = 'names' in field.spec ? field.spec.names : undefined;
  return field.kind === 'value' && names ? flagOf(bank, field.codec, names) : undefined;
}

/** Units are written in the order of addresses, so only the last bytes of a sequence show that all before them is whole. */
function lastCheck(fields: readonly LayoutField[]): CheckField | undefined {
  const last = fields.toSorted((a, b) => a.address - b.address).at(-1);
  return last?.kind === 'check' ? last : undefined;
}
