import { randomBytes } from 'node:crypto';
import { OtpforgeError } from '../errors/index.js';
import { bytesOrRule, type Layout, type ValueField } from '../layout/index.js';
import type { Draw, KnownValue, NewValue, ValueSource } from '../ledger/index.js';
import { counterOf, type FieldSource, isScanned, type Line, type RandomSource } from '../line/index.js';
import { eui64Of, uuidOf } from '../values/index.js';
import type { RowDraw } from './draw-row.js';
import { type ListCells, listFields } from './list-values.js';
import { newValue, type ValueKeeper, valueField } from './new-value.js';
import type { CopyOf } from './secret-copy.js';

export interface ValueSources {
  readonly line: Line;
  readonly layout: Layout;
  readonly keeper: ValueKeeper;
  /** What was scanned, by field. */
  readonly scans: ReadonlyMap<string, string>;
  /** Gives the unit a row of a list. */
  readonly drawRow: RowDraw;
  /** Seals a copy of a value for its owner. */
  readonly copyOf: CopyOf;
  /** What the unit has already: values are derived from these too. */
  readonly known?: readonly Pick<KnownValue, 'field' | 'text'>[];
  /** By the clock of the ledger. */
  readonly now: Date;
}

/**
 * The values of some fields from their sources. Those of hooks, and what is derived from them, are left out: a hook is asked
 * outside of transactions. Errors: SCAN_NEEDED, SCAN_INVALID, LAYOUT_VALUE, POOL_*, IDENTITY_TAKEN.
 */
export async function newValues(
  fields: readonly FieldSource[],
  sources: ValueSources,
  draw: Draw,
): Promise<readonly NewValue[]> {
  // A derived value goes with the one that it is derived from, so that a number is passed over where either is taken.
  const derived = fields.filter(({ kind }) => kind === 'derive');
  const values = (sources.known ?? []).flatMap(({ field, text }) =>
    text === undefined ? [] : derivedOf(field, text, derived, sources),
  );
  const lists = new Set<string>();
  for (const source of fields) {
    const make = (text: string) => withDerived(source, text, derived, sources);
    if (source.kind !== 'list') values.push(...(await valuesOf(source, sources, draw, make)));
    else if (!lists.has(source.list)) {
      lists.add(source.list);
      values.push(...(await rowValues(source.list, fields, derived, sources)));
    }
  }
  return values;
}

async function valuesOf(
  source: Exclude<FieldSource, { kind: 'list' }>,
  sources: ValueSources,
  draw: Draw,
  make: (text: string) => readonly NewValue[],
): Promise<readonly NewValue[]> {
  switch (source.kind) {
    case 'sequence':
    case 'pool': {
      const { spec, textOf } = counterOf(source, sources.line.timezone, sources.now);
      return draw(spec, (n) => make(textOf(n)));
    }
    case 'uuid':
      return make(uuidOf(randomBytes(16)));
    case 'random':
      return randomValue(source, sources);
    case 'scan':
      return make(scanned(source, sources));
    case 'derive':
    case 'hook':
      return [];
  }
}

function randomValue(
  { field, length, kind }: FieldSource & RandomSource,
  sources: ValueSources,
): readonly NewValue[] {
  const bytes = randomBytes(length);
  const value = sourcedValue(field, kind, bytes.toString('hex'), sources);
  const forOwner = sources.copyOf(field, bytes);
  return [{ ...value, ...(forOwner && { forOwner }) }];
}

/** One row fills all fields of its list. */
function rowValues(
  list: string,
  fields: readonly FieldSource[],
  derived: readonly FieldSource[],
  sources: ValueSources,
): Promise<readonly NewValue[]> {
  const filled = listFields({ sources: fields }, list);
  return sources.drawRow(
    list,
    (cells) =>
      filled.flatMap((source) => withDerived(source, cellOf(cells, list, source.column), derived, sources)),
    () => scannedKey(list, sources),
  );
}

/** Undefined where rows are taken in their order. */
function scannedKey(list: string, sources: ValueSources): Uint8Array | undefined {
  const source = listFields(sources.line, list).find(isScanned);
  return source && sourcedValue(source.field, 'scan', scannedText(source.field, sources), sources).mac;
}

function cellOf(cells: ListCells, list: string, column: string): string {
  const cell = cells[column];
  if (cell !== undefined) return cell;
  throw new OtpforgeError('LAYOUT_VALUE', {
    message: `a row of the list ${list} has no column ${column}, since it was loaded for another line; no value was given out`,
    remedy: 'Name a list with this column in line.yaml, or load the rows into a list of another name.',
    details: { list, column },
  });
}

/** A value of a field, and what is derived from it. */
export function withDerived(
  source: FieldSource,
  text: string,
  derived: readonly FieldSource[],
  sources: Pick<ValueSources, 'line' | 'layout' | 'keeper'>,
): readonly NewValue[] {
  const value = sourcedValue(source.field, source.kind, text, sources);
  return [value, ...derivedOf(source.field, text, derived, sources)];
}

function derivedOf(
  from: string,
  text: string,
  derived: readonly FieldSource[],
  sources: Pick<ValueSources, 'line' | 'layout' | 'keeper'>,
): readonly NewValue[] {
  const of = derived.filter((each) => each.kind === 'derive' && each.from === from);
  if (of.length === 0) return [];
  const mac = addressText(valueField(sources.layout, from), text);
  return of.map(({ field }) => sourcedValue(field, 'derive', eui64Of(mac), sources));
}

/** However it was written. */
function addressText(field: ValueField, text: string): string {
  const bytes = bytesOrRule(field, text, false);
  return typeof bytes === 'string' ? text : field.codec.decode(bytes).text;
}

function sourcedValue(
  field: string,
  source: ValueSource,
  text: string,
  { layout, line, keeper }: Pick<ValueSources, 'line' | 'layout' | 'keeper'>,
) {
  return newValue(valueField(layout, field), text, { source, scopes: line, keeper });
}

/** What was scanned for a field. Errors: SCAN_NEEDED, SCAN_INVALID. */
export function scanned(
  { field, pattern }: Extract<FieldSource, { kind: 'scan' }>,
  sources: Pick<ValueSources, 'scans'>,
): string {
  const text = scannedText(field, sources);
  if (new RegExp(`^(?:${pattern})$`, 'u').test(text)) return text;
  throw new OtpforgeError('SCAN_INVALID', {
    message: `${field}: what was scanned does not fit ${pattern}; no value was given out`,
    remedy: 'Scan the right label. A scanner that adds signs before or after the code needs another setting.',
    details: { field, pattern },
  });
}

function scannedText(field: string, { scans }: Pick<ValueSources, 'scans'>): string {
  const text = scans.get(field);
  if (text !== undefined) return text;
  throw new OtpforgeError('SCAN_NEEDED', {
    message: `${field} is scanned from a label, and nothing was scanned; no value was given out`,
    remedy: `Scan the label, or give it by --scan ${field}=…`,
    details: { field },
  });
}
