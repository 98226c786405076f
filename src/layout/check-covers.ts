import type { OtpBank } from '../bank/index.js';
import { type AddressRange, overlaps } from '../range/index.js';
import { hex } from '../text/hex.js';
import { count } from '../text/plural.js';
import type { Issue } from './check.js';
import { coverLength } from './check-value.js';
import { crcInputSize } from './crc/index.js';
import { parametersOf } from './crc-spec.js';
import { type CheckField, type LayoutField, memoryOf, unitAddress, unitsOf } from './layout.js';

/** What is wrong with what a check runs over. */
export function* coverIssues(
  field: CheckField,
  fields: readonly LayoutField[],
  fill: number | undefined,
  bank: OtpBank,
): Generator<Issue> {
  const path = [...field.path, coverKey(field)];
  if (reachable(field, fields).has(field)) {
    yield { path, message: `the ${field.type} would cover itself` };
    return;
  }
  const size = inputSize(field);
  const length = field.covers.reduce((sum, cover) => sum + coverLength(cover), 0);
  if (length % size !== 0) {
    const message =
      `${crcName(field)} takes words of ${count(size, 'byte')}, but ${count(length, 'byte')} are covered; ` +
      'add a constant field for the rest of the last word';
    yield { path, message };
    return;
  }
  if (field.spec.type !== 'crc' || !field.spec.range) return;
  const filled = new Set(fill === undefined ? [] : fields.flatMap((each) => unitsOf(bank, each)));
  for (const address of addressesOf(memoryOf(field))) {
    if (fields.some((each) => overlaps(each, { address, length: 1 }))) continue;
    if (filled.has(unitAddress(bank, address))) continue;
    const message = `the byte at ${hex(address - bank.otp.base)} is neither a field's nor filled, so its value is unknown`;
    yield { path, message };
    return;
  }
}

/** The key of a check's description that says what it runs over. */
export function coverKey({ spec }: CheckField): string {
  if (spec.type === 'complement') return 'of';
  return spec.type === 'crc' && spec.range ? 'range' : 'over';
}

/** Bytes that a check takes at once. */
function inputSize({ spec }: CheckField): number {
  return spec.type === 'crc' ? crcInputSize(parametersOf(spec)) : 1;
}

function crcName({ spec }: CheckField): string {
  return spec.type === 'crc' && typeof spec.algorithm === 'string'
    ? spec.algorithm
    : 'a CRC with feed: words';
}

/** The fields that a check depends on, through other checks too. */
function reachable(field: CheckField, fields: readonly LayoutField[]): ReadonlySet<LayoutField> {
  const found = new Set<LayoutField>();
  const queue: CheckField[] = [field];
  for (let next = queue.pop(); next; next = queue.pop()) {
    const memory = memoryOf(next);
    for (const other of fields) {
      if (found.has(other) || !memory.some((span) => overlaps(span, other))) continue;
      found.add(other);
      if (other.kind === 'check') queue.push(other);
    }
  }
  return found;
}

function* addressesOf(spans: readonly AddressRange[]): Generator<number> {
  for (const { address, length } of spans) {
    for (let offset = 0; offset < length; offset += 1) yield address + offset;
  }
}
