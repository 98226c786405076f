import type { OtpBank } from '../../bank/index.js';
import { endOf, overlaps } from '../../range/index.js';
import { count } from '../../text/plural.js';
import type { Issue } from '../check.js';
import { coverKey } from '../check-covers.js';
import { type LayoutField, memoryOf, unitsOf, type ValueField } from '../layout.js';
import type { RecordSpec } from '../schema-2.js';
import { flagOf } from './flag.js';
import { proofOf } from './proof.js';

/** The keys of a record that belong to some kinds only. */
const keysOfKinds = { sequence: ['sequence'], key: ['keyed'], valid: ['flagged'] } as const;
const orders = {
  append: ['highest', 'lowest'],
  keyed: ['highest', 'lowest'],
  flagged: ['first', 'last'],
} as const;

/** The fields of a slot, and where it begins. */
export interface SlotFields {
  readonly fields: readonly LayoutField[];
  readonly address: number;
}

/** What is wrong with a record that is not a sequence, judged by the fields of its first slot. */
export function* checkKind(
  name: string,
  spec: RecordSpec,
  { fields, address }: SlotFields,
  bank: OtpBank,
): Generator<Issue> {
  const path = ['records', name];
  const kind = spec.kind ?? 'sequence';
  for (const [key, kinds] of Object.entries(keysOfKinds)) {
    if (spec[key as keyof typeof keysOfKinds] === undefined || kinds.some((each) => each === kind)) continue;
    yield { path: [...path, key], message: `is for records of kind ${kinds.join(' and ')}, not ${kind}` };
  }
  if (kind === 'sequence') {
    if (spec.newest === undefined) return;
    yield { path: [...path, 'newest'], message: 'the sequence of a record shows which slot is the newest' };
    return;
  }
  const known: readonly string[] = orders[kind];
  if (spec.newest !== undefined && !known.includes(spec.newest)) {
    const message = `a record of kind ${kind} takes ${known.join(' or ')}`;
    yield { path: [...path, 'newest'], message };
  }
  const flag = kind === 'flagged' ? fields.find((field) => field.name === spec.valid) : undefined;
  if (kind === 'keyed') yield* keyIssues(path, spec, fields);
  if (kind === 'flagged') yield* flagIssues(path, spec, fields, bank);
  yield* wholeIssues(path, { ...spec, fields, address, flag }, bank);
}

function* keyIssues(
  path: readonly string[],
  { key }: RecordSpec,
  fields: readonly LayoutField[],
): Generator<Issue> {
  const need = 'a record of kind keyed needs "key", the field that says which entry a slot holds';
  const field = yield* namedField([...path, 'key'], key, fields, need);
  if (!field) return;
  if (field.kind !== 'value' || !/^u\d+$/.test(field.type)) {
    yield { path: [...field.path, 'type'], message: 'a key is a u8, u16 … u64' };
    return;
  }
  yield* refusedKeys(field, 'the unit data gives the key, and it is shown; drop this key');
  if (fields.length === 1)
    yield { path: [...path, 'fields'], message: 'an entry needs a field beside its key' };
}

function* flagIssues(
  path: readonly string[],
  { valid }: RecordSpec,
  fields: readonly LayoutField[],
  bank: OtpBank,
): Generator<Issue> {
  const need = 'a record of kind flagged needs "valid", the field that says whether a slot counts';
  const field = yield* namedField([...path, 'valid'], valid, fields, need);
  if (!field) return;
  const names = 'names' in field.spec ? field.spec.names : undefined;
  if (field.kind !== 'value' || !names || Object.keys(names).length !== 2) {
    const message = 'is an integer with two names: of a slot that counts, and of one that is revoked';
    yield { path: field.path, message };
    return;
  }
  yield* refusedKeys(field, 'a slot is written as one that counts, and its flag is shown; drop this key');
  if (!flagOf(bank, field.codec, names)) {
    const once = bank.otp.rewrite === 'once';
    const message = once
      ? 'a unit can be programmed only once, so one of both must leave the field blank'
      : 'bits can only be cleared, so one of both must have no bit that the other has not';
    yield { path: [...field.path, 'names'], message };
  }
  const units = bank.otp.rewrite === 'once' ? unitsOf(bank, field) : [];
  yield* checksOverFlag(field, fields, units, bank);
  const beside = fields.filter(
    (each) => each !== field && unitsOf(bank, each).some((unit) => units.includes(unit)),
  );
  if (beside.length > 0) {
    const list = beside.map(({ name }) => name).join(', ');
    yield {
      path: [...field.path, 'offset'],
      message: `shares its write unit of ${count(bank.otp.writeUnit, 'byte')} with ${list}; to be revoked later it needs one of its own`,
    };
  }
}

/** The field that a key of a record names; undefined after saying what is wrong. */
function* namedField(
  path: readonly string[],
  name: string | undefined,
  fields: readonly LayoutField[],
  need: string,
): Generator<Issue, LayoutField | undefined> {
  if (name === undefined) {
    yield { path: path.slice(0, -1), message: need };
    return undefined;
  }
  const field = fields.find((each) => each.name === name);
  if (!field) yield { path, message: `the record has no field called "${name}"` };
  return field;
}

/** Checks that would be wrong once a flag is cleared, or that count on what is beside it in its unit. */
function* checksOverFlag(
  flag: ValueField,
  fields: readonly LayoutField[],
  units: readonly number[],
  { otp: { writeUnit } }: OtpBank,
): Generator<Issue> {
  const own = [flag, ...units.map((address) => ({ address, length: writeUnit }))];
  for (const check of fields) {
    if (check.kind !== 'check' || !memoryOf(check).some((range) => own.some((each) => overlaps(range, each))))
      continue;
    const message = `covers ${flag.name} or its write unit, which change when the slot is revoked`;
    yield { path: [...check.path, coverKey(check)], message };
  }
}

function* refusedKeys({ spec, path }: ValueField, message: string): Generator<Issue> {
  for (const key of ['const', 'default', 'secret', 'unique', 'allowBlank'] as const) {
    const given = key in spec && spec[key as keyof typeof spec];
    if (given === undefined || given === false) continue;
    yield { path: [...path, key], message };
  }
}

/** What keeps a torn slot from passing for a whole one, or a written slot for a blank one. */
function* wholeIssues(
  path: readonly string[],
  {
    stride,
    fields,
    address,
    flag,
  }: SlotFields & { readonly stride: number; readonly flag: LayoutField | undefined },
  bank: OtpBank,
): Generator<Issue> {
  const body = fields.filter((field) => field !== flag);
  const [first] = body;
  if (!first) {
    yield { path: [...path, 'fields'], message: 'a record needs a field' };
    return;
  }
  if (body.every(({ allowBlank }) => allowBlank)) {
    const message =
      'a slot whose fields may all be blank would be taken for a free one; one of them must not be';
    yield { path: [...path, 'fields'], message };
  }
  const size = Math.max(...fields.map(endOf)) - address;
  if (size > stride) {
    yield { path: [...path, 'stride'], message: `a slot takes ${count(size, 'byte')}, more than the stride` };
  }
  const units = new Set(body.flatMap((field) => unitsOf(bank, field)));
  if (bank.otp.rewrite !== 'once' || units.size === 1 || proofOf(fields, flag)) return;
  const message =
    `takes ${count(units.size, 'write unit')}, so a power cut may leave a slot with some of them; it needs a check of ` +
    '16 bits or more over all its fields, or a slot of one unit';
  yield { path: [...path, 'fields'], message };
}
