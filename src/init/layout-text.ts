import type { Device } from '../bank/index.js';
import { hex } from '../text/hex.js';
import { crcField, type InitField } from './fields.js';

export interface LayoutChoice {
  readonly crc: boolean;
  /** Lock the blocks that hold the fields. */
  readonly lock: boolean;
}

/** A layout of some fields, one after another from the start of the bank. */
export function layoutText({ bank }: Device, fields: readonly InitField[], choice: LayoutChoice): string {
  const { writeUnit, locks } = bank.otp;
  const placed = placeFields(fields, choice.crc);
  const end = placed.at(-1)?.end ?? 0;
  const blocks = locks ? Array.from({ length: Math.ceil(end / locks.blockSize) }, (_, block) => block) : [];
  return [
    'format: otpforge.layout/1',
    `bank: ${bank.name}`,
    // What is left of a write unit is programmed with it, once.
    ...(writeUnit > 1 ? ['fill: 0x00'] : []),
    ...(choice.lock ? [`lock: [${blocks.join(', ')}]`] : []),
    'fields:',
    ...placed.map(({ name, offset, keys }) => `  ${name}: { offset: ${hex(offset)}, ${keys} }`),
    '',
  ].join('\n');
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
