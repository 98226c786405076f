import { isSector, type OtpBank } from '../bank/index.js';
import { contains, endOf, overlaps } from '../range/index.js';
import { hex, hex32 } from '../text/hex.js';
import { count } from '../text/plural.js';
import { coverIssues } from './check-covers.js';
import { checkRecordNames, checkSlots } from './check-records.js';
import type { LayoutField, LayoutRecord } from './layout.js';
import { groupSize, type Specs, span } from './place-fields.js';
import type { FieldSpec, LayoutDocument, NamedSpec } from './schema-2.js';
import { sizeOf } from './size-of.js';

export interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** What is wrong with the layout as a whole. */
export function* checkLayout(document: LayoutDocument, bank: OtpBank): Generator<Issue> {
  if (document.bank !== undefined && document.bank !== bank.name) {
    yield { path: ['bank'], message: `the layout is made for bank ${document.bank}, not for ${bank.name}` };
  }
  yield* fuseIssues(document, bank);
  yield* sectorIssues(document, bank);
  yield* checkRecordNames(document);
  yield* lengthIssues(document, bank);
  const { locks } = bank.otp;
  if (!locks && document.lock.length > 0) {
    yield { path: ['lock'], message: `bank ${bank.name} has no lock bytes` };
    return;
  }
  for (const [index, block] of document.lock.entries()) {
    if (locks && block >= locks.count) {
      yield { path: ['lock', index], message: `block ${block} is not one of 0 to ${locks.count - 1}` };
    }
    if (document.lock.indexOf(block) !== index) {
      yield { path: ['lock', index], message: `block ${block} is listed twice` };
    }
  }
}

// A layout of fuses has other addresses, and zeros where a bank has ones.
function* fuseIssues({ fuses, ssp, bank: name }: LayoutDocument, bank: OtpBank): Generator<Issue> {
  if (fuses !== undefined && name !== undefined) {
    yield { path: ['fuses'], message: 'a layout is for a bank or for fuses; drop one of both' };
  } else if (fuses !== undefined && bank.fuses === undefined) {
    yield {
      path: ['fuses'],
      message: `the layout is made for the fuses of ${fuses}: give it to otpforge mp1`,
    };
  } else if (fuses === undefined && bank.fuses !== undefined) {
    yield { path: [], message: `a layout for fuses says so: "fuses: ${bank.fuses}"` };
  }
  if (ssp !== undefined && fuses === undefined) {
    yield { path: ['ssp'], message: 'secret provisioning is for a layout with "fuses"' };
  }
}

function* sectorIssues({ sector, fuses, bank: name }: LayoutDocument, bank: OtpBank): Generator<Issue> {
  if (!sector) return;
  if (fuses !== undefined || name !== undefined) {
    yield {
      path: ['sector'],
      message: 'a layout is for one of "bank", "sector" and "fuses"; drop the others',
    };
    return;
  }
  if (!isSector(bank)) {
    yield {
      path: ['sector'],
      message: `the layout is made for the reserved sector of ${sector.device}; bank ${bank.name} is OTP`,
    };
    return;
  }
  const { base } = bank.otp;
  if (sector.address === undefined || sector.address === base) return;
  yield {
    path: ['sector', 'address'],
    message: `${hex32(sector.address)} is not the reserved sector of ${bank.name}, which is at ${hex32(base)}. The loader serves no other: describe a bank with your sector in ./otpforge/banks, and run otpforge build`,
  };
}

// Fields and ranges are walked byte by byte, so a length that no bank has must not get that far.
function* lengthIssues({ fields = {}, records }: LayoutDocument, { name, otp }: OtpBank): Generator<Issue> {
  const groups = [
    { path: ['fields'], specs: fields },
    ...Object.entries(records).map(([key, { fields: specs }]) => ({
      path: ['records', key, 'fields'],
      specs,
    })),
  ];
  for (const { path, specs } of groups) {
    for (const [key, spec] of Object.entries(specs)) {
      const [length, at] = longestOf(spec, specs);
      if (length <= otp.data.size) continue;
      yield {
        path: [...path, key, at],
        message: `${count(length, 'byte')} are more than the ${otp.data.size} of the data area of bank ${name}`,
      };
    }
  }
}

/** The largest length that a field has, and the key that says it. */
function longestOf(spec: NamedSpec, beside: Specs<NamedSpec>): readonly [number, string] {
  if (spec.type === 'group') {
    const inner = Object.values(spec.fields).map((field) => longestOf(field, spec.fields)[0]);
    const size = groupSize(spec, sizeOf);
    return [Math.max(span(spec, size), ...inner), 'fields'];
  }
  if ('repeat' in spec && spec.repeat !== undefined) return [span(spec, sizeOf(spec, beside)), 'repeat'];
  return 'length' in spec ? [spec.length, 'length'] : [rangeLength(spec), 'range'];
}

function rangeLength(spec: FieldSpec): number {
  return spec.type === 'crc' ? (spec.range?.length ?? 0) : 0;
}

/** What is wrong with where the fields lie and what their CRCs cover. */
export function* checkFields(
  { fields, records }: { fields: readonly LayoutField[]; records: readonly LayoutRecord[] },
  document: LayoutDocument,
  bank: OtpBank,
): Generator<Issue> {
  const alone = fields.filter(({ place }) => !place);
  for (const field of alone) yield* placeIssues(field, bank);
  // All slots of a record are alike.
  for (const group of [alone, ...records.map(({ slots }) => slots[0]?.fields ?? [])]) {
    yield* overlapIssues(group);
    yield* counterIssues(group, bank);
    for (const field of group) {
      if (field.kind === 'check') yield* coverIssues(field, group, document.fill, bank);
    }
  }
  const slots = records.flatMap((record) => record.slots);
  yield* checkSlots(slots, fields, bank);
}

function* placeIssues({ path: at, address, length }: LayoutField, bank: OtpBank): Generator<Issue> {
  const { base, data, locks } = bank.otp;
  const lockBytes = locks && { address: base + locks.offset, length: locks.count };
  const path = [...at, 'offset'];
  const place = `${hex(address - base)} with ${count(length, 'byte')}`;
  if (lockBytes && overlaps({ address, length }, lockBytes)) {
    yield { path, message: `${place} reaches into the lock bytes; list blocks under "lock" instead` };
  } else if (!contains({ address: base + data.offset, length: data.size }, { address, length })) {
    const [first, end] = [hex(data.offset), hex(data.offset + data.size)];
    yield { path, message: `${place} is outside the data area of bank ${bank.name}, ${first} up to ${end}` };
  }
}

// Clearing the next bit of a unit that takes one programming operation would damage it.
function* counterIssues(fields: readonly LayoutField[], { name, otp }: OtpBank): Generator<Issue> {
  if (otp.rewrite === 'clear-bits') return;
  for (const { path, type } of fields) {
    const message = `a unary counter needs memory whose bits are cleared one by one, and ${name} takes each write unit once`;
    if (type === 'unary') yield { path: [...path, 'type'], message };
  }
}

function* overlapIssues(fields: readonly LayoutField[]): Generator<Issue> {
  const sorted = fields.toSorted((a, b) => a.address - b.address);
  let last: LayoutField | undefined;
  for (const field of sorted) {
    if (last && overlaps(last, field)) {
      const message = `overlaps the field ${last.name}, which ends at ${hex32(endOf(last) - 1)}`;
      yield { path: [...field.path, 'offset'], message };
    }
    if (!last || endOf(field) > endOf(last)) last = field;
  }
}
