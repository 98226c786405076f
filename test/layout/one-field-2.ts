import {
  decodeLayout,
  encodeLayout,
  parseLayout,
  type UnitData,
  unitDataFromObject,
} from '../../src/layout/index.js';
import { useBanks } from './banks.js';
import { memoryOf } from './memory.js';

export const banks = useBanks();

/** A layout of format 2 with one field called f at the start of the F4 bank. */
export const second = (field: string, bank = banks.f4) =>
  parseLayout(`format: otpforge.layout/2\nfields:\n  f: { offset: 0, ${field} }\n`, 'otp.yaml', bank);

export const encoded = (field: string, data: UnitData) =>
  Buffer.from(encodeLayout(second(field), data).image.segments[0]?.bytes ?? []).toString('hex');
export const bytesOf = (field: string, f: unknown) => encoded(field, unitDataFromObject({ f }));

export const readAs = (field: string, hex: string, uid?: Uint8Array) => {
  const layout = second(field);
  const memory = memoryOf(banks.f4);
  memory.bytes.set(Buffer.from(hex, 'hex'));
  return decodeLayout(layout, Object.assign(memory.read.bind(memory), uid ? { uid } : {}))[0];
};
