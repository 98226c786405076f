import type { Random } from '../safety/random.js';
import { crc32 } from './crc32.js';
import type { ChipFacts } from './facts.js';

/** What a line wants of one board: values, and the bytes that they are by the campaign's own arithmetic. */
export interface Wish {
  readonly chip: ChipFacts;
  readonly layout: string;
  readonly values: { readonly serial: string; readonly mac: string; readonly rev: number };
  /** Every OTP byte, lock bytes too, by address. */
  readonly otp: ReadonlyMap<number, number>;
  readonly firmware: ReadonlyMap<number, number>;
}

/** A record of 28 bytes, or 32 with fill where a write unit wants it, somewhere in the bank; half of them with firmware. */
export function randomWish(chip: ChipFacts, random: Random, serialNumber = 1 + random.below(999_999)): Wish {
  const block = random.below(16);
  const offset = chip.locks ? block * chip.locks.blockSize : 8 * random.below(chip.otpSize / 8 - 4);
  const isLocked = chip.locks !== undefined && random.chance(0.4);
  const values = {
    serial: `SN-${String(serialNumber).padStart(6, '0')}`,
    mac: macText([0x02, 0, 0x5e, serialNumber >> 16, (serialNumber >> 8) & 0xff, serialNumber & 0xff]),
    rev: random.below(0xffff),
  };
  const otp = new Map<number, number>();
  for (const [index, byte] of recordBytes(values, chip.writeUnit).entries()) {
    otp.set(chip.otpBase + offset + index, byte);
  }
  if (isLocked && chip.locks) otp.set(chip.otpBase + chip.locks.offset + block, 0);
  return {
    chip,
    layout: layoutText(chip, offset, isLocked ? block : undefined),
    values,
    otp,
    firmware: random.chance(0.5) ? firmwareBytes(chip, random) : new Map(),
  };
}

function recordBytes({ serial, mac, rev }: Wish['values'], writeUnit: number): readonly number[] {
  const text = [...Buffer.from(serial.padEnd(16, '\0'), 'latin1')];
  const data = [...text, ...mac.split(':').map((each) => Number.parseInt(each, 16)), rev & 0xff, rev >> 8];
  const crc = crc32(data);
  const bytes = [...data, crc & 0xff, (crc >>> 8) & 0xff, (crc >>> 16) & 0xff, crc >>> 24];
  return writeUnit === 1 ? bytes : [...bytes, 0, 0, 0, 0];
}

function layoutText({ controller, writeUnit }: ChipFacts, offset: number, lock: number | undefined): string {
  return [
    'format: otpforge.layout/1',
    `bank: ${controller}-otp`,
    ...(writeUnit > 1 ? ['fill: 0x00'] : []),
    ...(lock === undefined ? [] : [`lock: [${lock}]`]),
    'fields:',
    `  serial: { type: ascii, offset: ${offset}, length: 16, pad: 0x00, unique: true }`,
    `  mac: { type: mac, offset: ${offset + 16} }`,
    `  rev: { type: u16, offset: ${offset + 22} }`,
    `  crc: { type: crc, offset: ${offset + 24}, algorithm: crc32, over: [serial, mac, rev] }`,
    '',
  ].join('\n');
}

function firmwareBytes({ flashBase }: ChipFacts, random: Random): ReadonlyMap<number, number> {
  // A vector table and B . first, so that a core that runs has something to do.
  const head = Buffer.from('0010002009000008fee7fee7', 'hex');
  const rest = random.bytes(8 * (1 + random.below(20)));
  return new Map([...head, 0, 0, 0, 0, ...rest].map((byte, index) => [flashBase + index, byte]));
}

function macText(bytes: readonly number[]): string {
  return bytes.map((byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join(':');
}
