import { describe, expect, it } from 'vitest';
import { type Device, findDevice } from '../../src/bank/index.js';
import { parseLayout, unitDataFromObject } from '../../src/layout/index.js';
import { encodeUnit } from '../../src/visit/encode-unit.js';
import { allBanks, f401, l476 } from '../support/banks.js';

const records = `format: otpforge.layout/2
fill: 0x00
records:
  identity:
    offset: 0
    slots: 3
    stride: 32
    sequence: count
    fields:
      count: { offset: 0x00, type: u16 }
      serial: { offset: 0x02, type: ascii, length: 14, pad: 0x00, unique: true }
      check: { offset: 0x18, type: crc, algorithm: crc32, over: [count, serial] }
`;
const data = unitDataFromObject({ serial: 'SN-000042' });
const uid = '303132333435363738394142';

/** Where a unit goes on a blank chip of which interrupted runs were to burn some write units. */
async function offsetOf(
  device: Device,
  cut: readonly number[],
  finished: readonly number[] = [],
): Promise<number | undefined> {
  const { bank } = device;
  const { base, size, erasedValue, writeUnit } = bank.otp;
  const layout = parseLayout(records, 'otp.yaml', bank);
  const units = (offsets: readonly number[]) =>
    offsets.map((offset) => ({ address: base + offset, length: writeUnit }));
  const image = await encodeUnit({
    ...{ device, layout, stage: '', data, uid, signers: {} },
    otp: { bytes: new Uint8Array(size).fill(erasedValue), ecc: new Map(), readProtection: undefined },
    inFlight: { runs: [{ units: units(cut), since: [] }], finished: units(finished) },
  });
  const [first] = image.segments;
  return first && first.address - base;
}

describe('a record whose first slot an interrupted run was to burn', () => {
  it('takes the next one, though the slot reads blank', async () => {
    expect(await offsetOf(l476, [])).toBe(0);
    expect(await offsetOf(l476, [8])).toBe(32);
    expect(await offsetOf(l476, [8, 40])).toBe(64);
  });

  it('takes the first one when that unit is known to be burnt to its end', async () => {
    expect(await offsetOf(l476, [8], [8])).toBe(0);
  });

  it('takes the first one where bytes may be written again, or a sector be erased', async () => {
    expect(await offsetOf(f401, [8])).toBe(0);
    expect(await offsetOf(findDevice('STM32H743ZI', allBanks), [0])).toBe(0);
  });
});
