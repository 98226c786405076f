import { describe, expect, it } from 'vitest';
import { findDevice } from '../../src/bank/index.js';
import { allBanks } from '../support/banks.js';
import { imageOf } from '../support/images.js';
import { burn, ramp, rig } from './support.js';

const lines = allBanks.flatMap(({ bank }) =>
  bank.lines.map(({ devices }) => findDevice(Object.keys(devices).at(-1)!, allBanks)),
);

describe('one burn on each line of each bank', () => {
  it.each(lines)('$name: firmware, data and a lock where there is one, and nothing else', async (device) => {
    const { otp, flash } = device.bank;
    const lock = otp.locks && otp.locks.offset + 1;
    const [at, firmware] = [otp.locks?.blockSize ?? 3 * otp.writeUnit, ramp(40)];
    const data = ramp(2 * otp.writeUnit);
    const unit = rig(device);
    const report = await burn(
      unit,
      imageOf(
        [flash.base, firmware],
        [otp.base + at, data],
        ...(lock === undefined ? [] : ([[otp.base + lock, [0]]] as const)),
      ),
    );
    expect(report.result).toBe('done');
    const wanted = new Uint8Array(otp.size).fill(0xff);
    wanted.set(data, at);
    if (lock !== undefined) wanted[lock] = 0;
    expect(unit.otp()).toEqual(wanted);
    expect(unit.chip.bench.peek(flash.base, firmware.length)).toEqual(firmware);
    const { counters } = unit.chip;
    expect(counters.otpOperations).toBe(lock === undefined ? 2 : 3);
    expect([counters.reservedWrites, counters.controlWritesWhileBusy, counters.halfWrittenUnits]).toEqual([
      0, 0, 0,
    ]);
  });
});
