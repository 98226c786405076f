import type { PlanDocument, PlanUnitDocument, PlanValue } from '../burn/index.js';
import { fieldTitle } from '../layout/field-title.js';
import { containsAddress, overlaps } from '../range/index.js';
import { hex, hex32 } from '../text/hex.js';
import { count } from '../text/plural.js';
import { byteRows, type ShownByte } from './byte-rows.js';
import { byteRuns, filler } from './loose-bytes.js';
import { type PlanRow, rowLines } from './row-lines.js';
import { planWord } from './unit-words.js';

export interface Detail {
  /** Addresses, lengths and bytes too. */
  readonly verbose?: boolean | undefined;
}

/**
 * Everything that a plan says of the OTP, in address order: fields by their values, bytes that no field covers as
 * rows of 8, locks in words. No byte that is to be burnt is left out: what fills the units of fields is counted.
 */
export function planRows({ units, values }: PlanDocument, detail: Detail = {}): readonly string[] {
  const told = values.filter(({ text, secret }) => text !== undefined || secret);
  const { fill, runs } = filler(byteRuns(units, told), detail);
  const rows: readonly PlanRow[] = [
    ...told.map((value) => valueRow(value, units, detail)),
    ...fill,
    ...runs.map(({ address, unit, bytes }) => bytesRow(address, unit, bytes)),
    ...units.filter(({ kind }) => kind === 'lock').map((unit) => lockRow(unit, detail)),
  ];
  return rowLines(rows.toSorted((a, b) => a.address - b.address));
}

function valueRow(value: PlanValue, units: readonly PlanUnitDocument[], { verbose }: Detail): PlanRow {
  const { address, length, field, record, slot } = value;
  const own = units.filter((unit) => overlaps(unit, value));
  const bits = own.reduce((sum, { impossibleBits = 0 }) => sum + impossibleBits, 0);
  const text = value.secret ? secretText(own[0]?.offset, bits) : (value.text ?? '');
  return {
    address,
    word: planWord(own),
    name: record === undefined ? field : `${fieldTitle(field, record)} (slot ${slot})`,
    text,
    ...(verbose && {
      place: `${hex32(address)}  ${length} B`,
      below: value.secret ? [] : byteRows(address, bytesOf(value, own)),
    }),
  };
}

function bytesOf({ address, length }: PlanValue, units: readonly PlanUnitDocument[]): readonly ShownByte[] {
  return Array.from({ length }, (_, index) => {
    const unit = units.find((each) => containsAddress(each, address + index));
    const at = address + index - (unit?.address ?? 0);
    return { old: unit?.old.split(' ')[at] ?? '..', wanted: unit?.wanted.split(' ')[at] ?? '..' };
  });
}

function bytesRow(address: number, unit: PlanUnitDocument, bytes: readonly ShownByte[]): PlanRow {
  const row = { address, word: planWord([unit]), name: hex32(address) };
  const size = `${bytes.length} B`;
  if (unit.secret) return { ...row, text: `${size}  ${secretText(unit.offset, unit.impossibleBits)}` };
  const from = unit.from.length > 0 ? `  from ${unit.from.join(', ')}` : '';
  return { ...row, text: `${size}${from}`, isClipped: true, below: byteRows(address, bytes) };
}

function lockRow(unit: PlanUnitDocument, { verbose }: Detail): PlanRow {
  const { address, block, state, reason, wanted } = unit;
  const text = { burn: 'locked forever', skip: wanted === '00' ? 'is locked' : 'stays unlocked' };
  return {
    address,
    word: state === 'burn' ? (reason === 'cut-short' ? 'lock again' : 'lock') : planWord([unit]),
    name: `block ${block}`,
    text: state === 'burn' || state === 'skip' ? text[state] : 'its lock',
    ...(verbose && { place: hex32(address) }),
  };
}

function secretText(offset = 0, impossibleBits = 0): string {
  const bits = impossibleBits === 0 ? '' : `, ${count(impossibleBits, 'bit')} impossible`;
  return `(secret, offset ${hex(offset)}${bits})`;
}
