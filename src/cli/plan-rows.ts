import type { PlanDocument, PlanUnitDocument, PlanValue } from '../burn/index.js';
import { containsAddress, overlaps } from '../range/index.js';
import { hex, hex32 } from '../text/hex.js';
import { count } from '../text/plural.js';
import { byteRows, type ShownByte } from './byte-rows.js';

/** Columns of a terminal that shows all of a row. */
export const rowWidth = 80;

interface Row {
  readonly address: number;
  readonly lines: readonly string[];
}

/**
 * Everything that a plan says of the OTP, in address order: fields by their values, bytes that no field covers as
 * rows of 8, locks in words. No byte that is to be burnt is left out.
 */
export function planRows({ units, values }: PlanDocument): readonly string[] {
  const told = values.filter(({ text, secret }) => text !== undefined || secret);
  const rows = [
    ...told.map((value) => valueRow(value, units)),
    ...byteRuns(units, told).map(bytesRow),
    ...units.filter(({ kind }) => kind === 'lock').map(lockRow),
  ];
  return rows.toSorted((a, b) => a.address - b.address).flatMap(({ lines }) => lines);
}

function valueRow(value: PlanValue, units: readonly PlanUnitDocument[]): Row {
  const { address, length, field, record, slot } = value;
  const own = units.filter((unit) => overlaps(unit, value));
  const bits = own.reduce((sum, { impossibleBits = 0 }) => sum + impossibleBits, 0);
  const offset = own[0]?.offset;
  const text = value.secret ? secretText(offset, bits) : (value.text ?? '');
  const name = record === undefined ? field : `${record}.${field} (slot ${slot})`;
  const word = wordOf(own);
  const place = `${hex32(address)}  ${length} B`;
  const line = [word, name, text, place].join('  ');
  if (line.length <= rowWidth) return { address, lines: [line] };
  const head = [word, name, place].join('  ');
  return {
    address,
    lines: [...folded(head, rowWidth), ...folded(text, rowWidth - 2).map((part) => `  ${part}`)],
  };
}

interface ByteRun {
  readonly address: number;
  readonly unit: PlanUnitDocument;
  readonly bytes: readonly ShownByte[];
}

/** Bytes that no field covers, joined where the plan says the same of them. */
function byteRuns(units: readonly PlanUnitDocument[], told: readonly PlanValue[]): readonly ByteRun[] {
  const runs: { address: number; unit: PlanUnitDocument; bytes: ShownByte[] }[] = [];
  for (const unit of units) {
    if (unit.kind === 'lock') continue;
    const [old, wanted] = [unit.old.split(' '), unit.wanted.split(' ')];
    for (let index = 0; index < unit.length; index += 1) {
      const address = unit.address + index;
      if (told.some((value) => containsAddress(value, address))) continue;
      const byte = { old: old[index] ?? '', wanted: wanted[index] ?? '' };
      const last = runs.at(-1);
      if (last && last.address + last.bytes.length === address && saysTheSame(last.unit, unit))
        last.bytes.push(byte);
      else runs.push({ address, unit, bytes: [byte] });
    }
  }
  return runs;
}

function saysTheSame(a: PlanUnitDocument, b: PlanUnitDocument): boolean {
  return wordOf([a]) === wordOf([b]) && a.secret === b.secret && a.from.join() === b.from.join();
}

function bytesRow({ address, unit, bytes }: ByteRun): Row {
  const head = [wordOf([unit]), hex32(address), `${bytes.length} B`];
  if (unit.secret) {
    return { address, lines: [[...head, secretText(unit.offset, unit.impossibleBits)].join('  ')] };
  }
  const from = unit.from.length > 0 ? `from ${unit.from.join(', ')}` : '';
  return { address, lines: [clipped([...head, from].join('  ').trimEnd()), ...byteRows(address, bytes)] };
}

function lockRow(unit: PlanUnitDocument): Row {
  const { address, block, state, reason, wanted } = unit;
  const isAgain = reason === 'cut-short';
  const words =
    state === 'burn'
      ? `${isAgain ? 'lock again' : 'lock'}  block ${block}, forever`
      : state === 'skip'
        ? `is there  ${wanted === '00' ? `lock of block ${block}` : `block ${block} stays unlocked`}`
        : `${wordOf([unit])}  lock of block ${block}`;
  return { address, lines: [`${words}  ${hex32(address)}`] };
}

const stateWords: Readonly<Record<PlanUnitDocument['state'], string>> = {
  skip: 'is there',
  burn: 'burn',
  conflict: 'CONFLICT',
  partial: 'PARTIAL',
  locked: 'LOCKED',
  damaged: 'DAMAGED',
  suspect: 'SUSPECT',
  unreadable: 'UNREADABLE',
};

/** What becomes of units that belong together: what is refused first, then what burns. */
function wordOf(units: readonly PlanUnitDocument[]): string {
  const refused = units.find(({ state }) => state !== 'burn' && state !== 'skip');
  if (refused) return stateWords[refused.state];
  const burnt = units.filter(({ state }) => state === 'burn');
  if (burnt.length > 0) return burnt.every(({ reason }) => reason === 'cut-short') ? 'burn again' : 'burn';
  return units.some(({ reason }) => reason === 'cut-short') ? 'accepted as it reads' : 'is there';
}

function secretText(offset = 0, impossibleBits = 0): string {
  const bits = impossibleBits === 0 ? '' : `, ${count(impossibleBits, 'bit')} impossible`;
  return `(secret, offset ${hex(offset)}${bits})`;
}

function folded(text: string, width: number): readonly string[] {
  const parts = [];
  for (let at = 0; at < text.length; at += width) parts.push(text.slice(at, at + width));
  return parts;
}

// Where the bytes come from is not a byte of them.
function clipped(line: string): string {
  return line.length <= rowWidth ? line : `${line.slice(0, rowWidth - 1)}…`;
}
