import { type Device, isSector } from '../bank/index.js';
import { hex, hex32 } from '../text/hex.js';
import { crcField, type InitField } from './fields.js';

export interface LayoutChoice {
  readonly crc: boolean;
  /** The blocks to lock. */
  readonly lock: readonly number[];
}

/** A layout of some fields, one after another from the start of the bank. */
export function layoutText(device: Device, fields: readonly InitField[], choice: LayoutChoice): string {
  const { writeUnit } = device.bank.otp;
  const placed = placeFields(fields, choice.crc);
  return [
    'format: otpforge.layout/1',
    areaLine(device),
    // What is left of a write unit is programmed with it, once.
    ...(writeUnit > 1 ? ['fill: 0x00'] : []),
    ...(choice.lock.length > 0 ? [`lock: [${choice.lock.join(', ')}]`] : []),
    'fields:',
    ...placed.map(({ name, offset, keys }) => `  ${name}: { offset: ${hex(offset)}, ${keys} }`),
    '',
  ].join('\n');
}

function areaLine({ name, bank }: Device): string {
  return isSector(bank)
    ? `sector: { device: ${name}, address: ${hex32(bank.otp.base)} }`
    : `bank: ${bank.name}`;
}

/** The blocks that hold some of the fields; none where the bank has no locks. */
export function fieldBlocks({ bank }: Device, fields: readonly InitField[], crc: boolean): readonly number[] {
  const { locks } = bank.otp;
  if (!locks) return [];
  const blocks = placeFields(fields, crc).flatMap(({ offset, end }) => {
    const [first, last] = [offset, end - 1].map((at) => Math.floor(at / locks.blockSize));
    return Array.from({ length: (last ?? 0) - (first ?? 0) + 1 }, (_, index) => (first ?? 0) + index);
  });
  return [...new Set(blocks)];
}

interface Placed {
  readonly name: string;
  readonly offset: number;
  readonly end: number;
  readonly keys: string;
}

function placeFields(fields: readonly InitField[], crc: boolean): readonly Placed[] {
  const names = fields.map(({ name }) => name);
  const all = [...fields, ...(crc ? [{ ...crcField, keys: crcField.keys(names) }] : [])];
  const placed: Placed[] = [];
  for (const { name, length, align, keys } of all) {
    const offset = Math.ceil((placed.at(-1)?.end ?? 0) / align) * align;
    placed.push({ name, offset, end: offset + length, keys });
  }
  return placed;
}
