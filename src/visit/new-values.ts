import { randomBytes } from 'node:crypto';
import { OtpforgeError } from '../errors/index.js';
import type { Layout } from '../layout/index.js';
import type { Draw, NewValue, PoolSpec, ValueSource } from '../ledger/index.js';
import type { FieldSource, Line, PoolSource, SequenceSource } from '../line/index.js';
import {
  blockAt,
  eui64Of,
  lastNumber,
  localDate,
  periodOf,
  sequenceValue,
  sizeOf,
  uuidOf,
} from '../values/index.js';
import { newValue, type ValueKeeper, valueField } from './new-value.js';

export interface ValueSources {
  readonly line: Line;
  readonly layout: Layout;
  readonly keeper: ValueKeeper;
  /** What was scanned, by field. */
  readonly scans: ReadonlyMap<string, string>;
  /** The answers of hooks, by field. */
  readonly answers: ReadonlyMap<string, string>;
  /** By the clock of the ledger. */
  readonly now: Date;
}

/** The values of some fields from their sources. Errors: SCAN_NEEDED, SCAN_INVALID, LAYOUT_VALUE, POOL_*. */
export async function newValues(
  fields: readonly FieldSource[],
  sources: ValueSources,
  draw: Draw,
): Promise<readonly NewValue[]> {
  const values: NewValue[] = [];
  // A derived value goes with the one that it is derived from, so that a number is passed over where either is taken.
  const derived = fields.filter(({ kind }) => kind === 'derive');
  for (const source of fields) {
    if (source.kind === 'derive') continue;
    const make = (text: string) => withDerived(source, text, derived, sources);
    values.push(...(await valuesOf(source, sources, draw, make)));
  }
  return values;
}

async function valuesOf(
  source: FieldSource,
  sources: ValueSources,
  draw: Draw,
  make: (text: string) => readonly NewValue[],
): Promise<readonly NewValue[]> {
  switch (source.kind) {
    case 'sequence':
      return drawSequence(source, sources, draw, make);
    case 'pool':
      return drawAddress(source, draw, make);
    case 'uuid':
      return make(uuidOf(randomBytes(16)));
    case 'random':
      return make(randomBytes(source.length).toString('hex'));
    case 'scan':
      return make(scanned(source, sources));
    default:
      return make(answered(source, sources));
  }
}

function drawSequence(
  { pool, sequence, first }: SequenceSource,
  { line, now }: ValueSources,
  draw: Draw,
  make: (text: string) => readonly NewValue[],
): Promise<readonly NewValue[]> {
  const date = localDate(now, line.timezone);
  const period = periodOf(sequence.pattern, sequence.reset, date);
  const spec: PoolSpec = {
    name: pool,
    kind: 'sequence',
    first,
    last: lastNumber(sequence.pattern),
    ...(period !== undefined && { period }),
  };
  return draw(spec, (n) => make(sequenceValue(sequence, n, date)));
}

/** Numbers of the pool are addresses, so that each address of a step has its row. */
function drawAddress(
  { pool, addresses }: PoolSource,
  draw: Draw,
  make: (text: string) => readonly NewValue[],
): Promise<readonly NewValue[]> {
  const { step, kind, from, to } = addresses;
  const digits = kind === 'eui64' ? 16 : 12;
  const hex = (address: bigint) => address.toString(16).padStart(digits, '0');
  const spec: PoolSpec = {
    name: pool,
    kind: 'pool',
    first: 0,
    last: sizeOf(addresses) * step - 1,
    step,
    range: { space: kind === 'eui64' ? 'eui64' : 'eui48', low: hex(from), high: hex(to) },
  };
  return draw(spec, (n) => make(blockAt(addresses, Math.floor(n / step))[n % step] ?? ''));
}

function withDerived(
  source: FieldSource,
  text: string,
  derived: readonly FieldSource[],
  sources: ValueSources,
): readonly NewValue[] {
  const of = derived.filter((each) => each.kind === 'derive' && each.from === source.field);
  return [
    sourcedValue(source.field, source.kind, text, sources),
    ...of.map(({ field }) => sourcedValue(field, 'derive', eui64Of(text), sources)),
  ];
}

function sourcedValue(
  field: string,
  source: ValueSource,
  text: string,
  { layout, line, keeper }: ValueSources,
) {
  return newValue(valueField(layout, field), text, { source, scopes: line, keeper });
}

function scanned(
  { field, pattern }: Extract<FieldSource, { kind: 'scan' }>,
  { scans }: ValueSources,
): string {
  const text = scans.get(field);
  if (text === undefined) {
    throw new OtpforgeError('SCAN_NEEDED', {
      message: `${field} is scanned from a label, and nothing was scanned; no value was given out`,
      remedy: `Scan the label, or give it by --scan ${field}=…`,
      details: { field },
    });
  }
  if (new RegExp(`^(?:${pattern})$`, 'u').test(text)) return text;
  throw new OtpforgeError('SCAN_INVALID', {
    message: `${field}: what was scanned does not fit ${pattern}; no value was given out`,
    remedy: 'Scan the right label. A scanner that adds signs before or after the code needs another setting.',
    details: { field, pattern },
  });
}

function answered({ field, kind }: FieldSource, { answers }: ValueSources): string {
  const text = answers.get(field);
  if (text !== undefined) return text;
  throw new Error(`${field} has no answer of its source (${kind})`);
}
