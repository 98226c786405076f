import type { NewValue } from '../ledger/index.js';
import type { Line } from '../line/index.js';
import {
  type AddressPool,
  blockAt,
  indexOf,
  lastNumber,
  localDate,
  SourceProblem,
  sequenceNumber,
} from '../values/index.js';
import type { ChipValue } from './chip-values.js';
import { newValue, type ValueKeeper } from './new-value.js';

export interface AdoptingLine {
  readonly line: Line;
  readonly keeper: ValueKeeper;
  /** By the clock of the ledger. */
  readonly now: Date;
}

/** A value of an adopted die, with the number that a counter of the line would give it: nobody else gets that. */
export function adoptedValue({ name, field, text }: ChipValue, adopting: AdoptingLine): NewValue {
  const { line, keeper } = adopting;
  const make = (each: string): NewValue =>
    newValue({ ...field, name }, each, { source: 'chip', scopes: line, keeper });
  const numbers = numbersOf(name, text, adopting);
  const [first, ...more] = numbers.map(({ text: each, ...number }) => ({ ...make(each), number }));
  return { ...(first ?? make(text)), ...(more.length > 0 && { more }) };
}

interface ValueNumber {
  readonly pool: string;
  readonly period: string;
  readonly n: number;
  readonly text: string;
}

/** The numbers of a value; of an address that begins a block those of the whole block. */
function numbersOf(name: string, text: string, { line, now }: AdoptingLine): readonly ValueNumber[] {
  const source = line.sources.find(({ field }) => field === name);
  if (source?.kind === 'sequence') {
    const { sequence, first, pool } = source;
    const found = sequenceNumber(sequence, text, localDate(now, line.timezone));
    if (!found || found.n < first || found.n > lastNumber(sequence.pattern)) return [];
    return [{ pool, period: found.period ?? '', n: found.n, text }];
  }
  if (source?.kind !== 'pool') return [];
  const { pool, addresses } = source;
  return addressesOf(addresses, text).map((each) => ({ pool, period: '', ...each }));
}

/** Numbers of such a pool are its addresses. */
function addressesOf(
  addresses: AddressPool,
  text: string,
): readonly { readonly n: number; readonly text: string }[] {
  const index = blockOf(addresses, text);
  if (index === undefined) return [];
  const block = blockAt(addresses, index).map((each, at) => ({ n: index * addresses.step + at, text: each }));
  const at = block.findIndex((each) => each.text === text);
  return at === 0 ? block : block.slice(at, at + 1);
}

function blockOf(addresses: AddressPool, text: string): number | undefined {
  try {
    return indexOf(addresses, text);
  } catch (cause) {
    if (cause instanceof SourceProblem) return undefined;
    throw cause;
  }
}
