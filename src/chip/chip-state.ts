import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type Device, flashParts, isSector } from '../bank/index.js';
import { OtpforgeError } from '../errors/index.js';
import { endOf } from '../range/index.js';
import { count } from '../text/plural.js';
import { blankArray, type CellArray, type Die, UnitState, unitSizeOf } from './memory/die.js';

export const chipFormat = { format: 'otpforge.chip', major: 1 } as const;

const offset = z.number().int().min(0);
const word = z.number().int().min(0).max(0xffffffff);
const byte = z.number().int().min(0).max(255);
const cells = z.strictObject({
  /** What is not erased: offset and base64 of the bytes. */
  data: z.array(z.strictObject({ offset, base64: z.base64() })),
  /** Write units whose check bits do not follow from their data, by unit number. */
  units: z.array(z.strictObject({ unit: offset, state: z.enum(['spent', 'weak', 'damaged']) })).default([]),
  /** Bits that never clear. */
  stuck: z.array(z.strictObject({ offset, mask: z.number().int().min(1).max(255) })).default([]),
  /** Half-programmed bits: unstable ones read as either value, weak ones as 0. */
  short: z.array(z.strictObject({ offset, unstable: byte, weak: byte })).default([]),
});

export const chipStateSchema = z.strictObject({
  format: z.string(),
  device: z.string(),
  uid: z.string().regex(/^(?:[0-9A-F]{2})+$/, 'upper-case hexadecimal'),
  optionBytes: word,
  /** Option words beside that, by name, where they are not as from the factory. */
  options: z.record(z.string().regex(/^[A-Z0-9_]{1,16}$/), word).optional(),
  main: cells,
  otp: cells,
});

/** The contents of a simulated chip that survive without power, as otpforge.chip/1 holds them. */
export type ChipState = Readonly<z.infer<typeof chipStateSchema>>;

/** What a new chip holds. The UID follows from the device's name unless one is given. */
export function blankDie(device: Device, uid?: Uint8Array): Die {
  const { bank } = device;
  const { otp, identity } = bank;
  const unit = otp.ecc === null && otp.rewrite === 'clear-bits' ? undefined : otp.writeUnit;
  const last = flashParts(device).at(-1);
  return {
    uid: uid ?? defaultUid(device.name, identity.uidSize),
    // Offsets are addresses from its start: cells in a hole between two banks are never reached.
    main: blankArray(last ? endOf(last) - bank.flash.base : 0, unit),
    // A reserved sector is a part of the main flash.
    otp: isSector(bank) ? blankArray(0, undefined) : blankArray(otp.size, unit),
    optionBytes: 0,
    options: new Map(),
  };
}

export function stateOfDie(die: Die, device: Device): ChipState {
  return {
    format: `${chipFormat.format}/${chipFormat.major}`,
    device: device.name,
    uid: Buffer.from(die.uid).toString('hex').toUpperCase(),
    optionBytes: die.optionBytes >>> 0,
    ...(die.options.size > 0 && { options: Object.fromEntries(die.options) }),
    main: stateOfCells(die.main),
    otp: stateOfCells(die.otp),
  };
}

/** Errors: CHIP_FILE_DEVICE for a chip of another device, CHIP_FILE_INVALID for contents outside its memory. */
export function dieOfState(state: ChipState, device: Device): Die {
  if (state.device !== device.name) {
    throw new OtpforgeError('CHIP_FILE_DEVICE', {
      message: `the simulated chip is a ${state.device}, not a ${device.name}`,
      remedy: `Use sim:${state.device}, or another file for this device.`,
      details: { found: state.device, wanted: device.name },
    });
  }
  const uid = Uint8Array.from(Buffer.from(state.uid, 'hex'));
  const { uidSize } = device.bank.identity;
  if (uid.length !== uidSize) {
    throw new OtpforgeError('CHIP_FILE_INVALID', {
      message: `the simulated chip's uid has ${count(uid.length, 'byte')}, ${device.name} has ${uidSize}`,
      remedy: 'The chip file is damaged; begin with a new one.',
      details: { found: uid.length, wanted: uidSize },
    });
  }
  const die = blankDie(device, uid);
  die.optionBytes = state.optionBytes;
  for (const [name, value] of Object.entries(state.options ?? {})) die.options.set(name, value);
  fillCells(die.main, state.main, 'main');
  fillCells(die.otp, state.otp, 'otp');
  return die;
}

function defaultUid(name: string, size: number): Uint8Array {
  return Uint8Array.from(createHash('sha256').update(`otpforge ${name}`).digest().subarray(0, size));
}

const stateNames = [undefined, 'spent', 'weak', 'damaged'] as const;

// A chip has up to 2 MiB and 262144 units: plain loops, and only over what is not erased.
function stateOfCells(array: CellArray): ChipState['main'] {
  const units: ChipState['main']['units'] = [];
  const states = array.units ?? new Uint8Array();
  const fours = wordsOf(states);
  const pages = Buffer.from(states.buffer, states.byteOffset, states.length);
  for (let unit = 0; unit < states.length; unit += 1) {
    if (unit % pageSize === 0) unit = afterPages(pages, unit, zeros);
    while ((unit & 3) === 0 && fours[unit >>> 2] === 0) unit += 4;
    if (unit >= states.length) break;
    const value = states[unit];
    if (value === UnitState.Erased || (value === UnitState.Programmed && !isBlank(array, unit))) continue;
    const state = stateNames[value ?? 0];
    if (state) units.push({ unit, state });
  }
  return {
    data: runs(array.bytes).map(([from, to]) => ({
      offset: from,
      base64: Buffer.from(array.bytes.subarray(from, to)).toString('base64'),
    })),
    units,
    stuck: [...array.stuck].map(([at, mask]) => ({ offset: at, mask })),
    short: [...array.short].map(([at, bits]) => ({ offset: at, ...bits })),
  };
}

function fillCells(array: CellArray, state: ChipState['main'], name: string): void {
  for (const { offset: at, base64 } of state.data) {
    const bytes = Buffer.from(base64, 'base64');
    if (at + bytes.length > array.bytes.length) throw outside(name, at, bytes.length, array.bytes.length);
    array.bytes.set(bytes, at);
    markProgrammed(array, at, bytes.length);
  }
  for (const { unit, state: value } of state.units) {
    if (unit >= (array.units?.length ?? 0))
      throw outside(`units of ${name}`, unit, 1, array.units?.length ?? 0);
    array.units?.fill(stateNames.indexOf(value), unit, unit + 1);
  }
  for (const { offset: at, mask } of state.stuck) {
    if (at >= array.bytes.length) throw outside(`${name} stuck cells`, at, 1, array.bytes.length);
    array.stuck.set(at, mask);
  }
  for (const { offset: at, unstable, weak } of state.short) {
    if (at >= array.bytes.length) throw outside(`${name} half-programmed cells`, at, 1, array.bytes.length);
    array.short.set(at, { unstable, weak });
  }
}

function markProgrammed(array: CellArray, from: number, length: number): void {
  if (!array.units || length === 0) return;
  const size = unitSizeOf(array);
  for (let unit = Math.floor(from / size); unit * size < from + length; unit += 1) {
    if (!isBlank(array, unit)) array.units[unit] = UnitState.Programmed;
  }
}

function isBlank(array: CellArray, unit: number): boolean {
  const size = unitSizeOf(array);
  for (let index = unit * size; index < (unit + 1) * size; index += 1) {
    if (array.bytes[index] !== 0xff) return false;
  }
  return true;
}

// Stretches that are not erased; a gap below 16 bytes costs less inside than a new entry.
function runs(bytes: Uint8Array): [number, number][] {
  const words = wordsOf(bytes);
  const found: [number, number][] = [];
  let last: [number, number] | undefined;
  const pages = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let index = 0; index < bytes.length; index += 1) {
    if (index % pageSize === 0) index = afterPages(pages, index, ones);
    while ((index & 3) === 0 && words[index >>> 2] === 0xffffffff) index += 4;
    if (index >= bytes.length || bytes[index] === 0xff) continue;
    if (last && index - last[1] < 16) last[1] = index + 1;
    else {
      last = [index, index + 1];
      found.push(last);
    }
  }
  return found;
}

const pageSize = 4096;
const ones = Buffer.alloc(pageSize, 0xff);
const zeros = Buffer.alloc(pageSize);

/** Where the first page that is not like another begins, from the start of a page. A chip is saved after each call, and is mostly blank. */
function afterPages(bytes: Buffer, from: number, page: Buffer): number {
  let at = from;
  while (at + pageSize <= bytes.length && bytes.compare(page, 0, pageSize, at, at + pageSize) === 0)
    at += pageSize;
  return at;
}

function wordsOf({ buffer, byteOffset, length }: Uint8Array): Uint32Array {
  return new Uint32Array(buffer, byteOffset, length >>> 2);
}

function outside(what: string, from: number, length: number, size: number): OtpforgeError {
  return new OtpforgeError('CHIP_FILE_INVALID', {
    message: `the simulated chip's ${what} at ${from}, length ${length}, lies outside its ${size}`,
    remedy: 'The chip file is damaged; begin with a new one.',
    details: { what, from, length, size },
  });
}
