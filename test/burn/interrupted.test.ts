import { describe, expect, it } from 'vitest';
import { OtpforgeError } from '../../src/errors/index.js';
import { f4, f401 } from '../support/banks.js';
import { imageOf } from '../support/images.js';
import { burn, ramp, rig } from './support.js';

const F4 = f4.otp.base;
const FLASH = 0x08000000;
const firmware = [FLASH, ramp(600)] as const;

describe('what an error may claim once something was written', () => {
  const image = imageOf(firmware, [F4, ramp(32)], [F4 + 0x200, [0]]);

  it('takes a loader’s refusal before any write for a refusal', async () => {
    const unit = rig(f401, (probe, chip) => ({
      go: () => {
        chip.bench.deafenKeys();
        return probe.go();
      },
    }));
    await expect(burn(unit, imageOf([F4, ramp(8)]))).rejects.toMatchObject({
      code: 'LOADER_REFUSED',
      exitCode: 5,
      details: { status: 6 },
    });
  });

  it('takes it for an interruption once the firmware was written', async () => {
    const unit = rig(f401, (probe, chip) => ({
      go: () => {
        chip.bench.deafenKeys();
        return probe.go();
      },
    }));
    await expect(burn(unit, image)).rejects.toMatchObject({
      code: 'BURN_INTERRUPTED',
      exitCode: 7,
      message: expect.stringMatching(/^interrupted while writing or reading back 32 OTP data units: /),
      details: { code: 'LOADER_REFUSED', done: ['the firmware'], status: 6 },
    });
  });

  it('tells what is done from what was under way', async () => {
    const lost = new OtpforgeError('PROBE_LOST', { message: 'gone' });
    const unit = rig(f401, () => ({ resetRun: () => Promise.reject(lost) }));
    await expect(burn(unit, image)).rejects.toMatchObject({ message: 'interrupted after 1 OTP locks: gone' });
  });

  it('leaves a probe that cannot program the main flash what it says: nothing was erased', async () => {
    const unsupported = new OtpforgeError('PROBE_UNSUPPORTED', { message: 'programs no flash' });
    const unit = rig(f401, () => ({ programFlash: () => Promise.reject(unsupported) }));
    await expect(burn(unit, image)).rejects.toMatchObject({ code: 'PROBE_UNSUPPORTED', exitCode: 4 });
  });

  it('takes RAM that does not hold the second job for an interruption', async () => {
    // The first download only tries the RAM, before the firmware.
    let downloads = 0;
    const unit = rig(f401, (probe) => ({
      writeMemory: (address, data, width) => {
        if (data.length > 256) downloads += 1;
        const bytes = data.slice();
        if (downloads === 3) bytes[40] = (bytes[40] ?? 0) ^ 1;
        return probe.writeMemory(address, bytes, width);
      },
    }));
    await expect(burn(unit, image)).rejects.toMatchObject({
      code: 'BURN_INTERRUPTED',
      details: { code: 'LOADER_RAM', done: ['the firmware', '32 OTP data units'] },
    });
    expect(unit.otp()[0x200]).toBe(0xff);
  });
});
