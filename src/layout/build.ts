import type { OtpBank } from '../bank/index.js';
import type { Located } from '../files/yaml.js';
import { type Group, type Grouped, groupFields } from './build-group.js';
import type { Issue } from './check.js';
import { checkRecord, refusedRecord } from './check-records.js';
import type { LayoutField, LayoutRecord, LayoutSlot } from './layout.js';
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
  const found = [...(groups[0]?.issues ?? []), ...checkRecord(name, spec, groups[0]?.fields ?? [])];
  if (found.length > 0) return { issues: found };
  const slots = groups.flatMap((group) => slotOf(name, spec, group) ?? []);
  return { record: { name, line: lineOf(['records', name]), when: spec.when, slots }, issues: [] };
}

function slotGroup(name: string, spec: RecordSpec, { otp }: OtpBank, slot: number): Group {
  return {
    specs: spec.fields,
    address: otp.base + spec.offset + (slot - 1) * spec.stride,
    path: ['records', name, 'fields'],
    place: { record: name, slot },
    when: spec.when,
    sequence: spec.sequence,
  };
}

function slotOf(
  record: string,
  spec: RecordSpec,
  { slot, fields, address }: Grouped & Pick<Group, 'address'> & { slot: number },
): LayoutSlot | undefined {
  const crc = fields.toSorted((a, b) => a.address - b.address).at(-1);
  const sequence = fields.find(({ name }) => name === spec.sequence);
  // checkRecord has refused a record without them.
  if (crc?.kind !== 'check' || sequence?.kind !== 'value') return undefined;
  return { record, slot, address, length: crc.address + crc.length - address, fields, sequence, crc };
}
