import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SparseImage } from '../../src/image/index.js';
import { parseHexBytes } from '../../src/text/hex.js';
import { f4, f401, l4, l476 } from '../support/banks.js';
import { imageOf } from '../support/images.js';
import { burn, rig } from './support.js';

const F4 = f4.otp.base;
const L4 = l4.otp.base;
const FLASH = 0x08000000;
const ramp = (length: number) => Uint8Array.from({ length }, (_, index) => (index * 37 + 11) & 0x7f);
const firmware = [FLASH, ramp(600)] as const;

describe.each([
  { device: f401, base: F4, dataSize: 512 },
  { device: l476, base: L4, dataSize: 1024 },
])('programming a unit on $device.name', ({ device, base, dataSize }) => {
  it('burns and verifies a full blank bank in 12 probe calls after at most 8 for the checks', async () => {
    const unit = rig(device);
    let checks = 0;
    const report = await burn(unit, imageOf([base, ramp(dataSize)]), {
      leaveHalted: true,
      confirm: async () => {
        checks = unit.calls.length;
        return true;
      },
    });
    expect(report).toMatchObject({ result: 'done', unitsBurnt: dataSize / device.bank.otp.writeUnit });
    expect(unit.otp().subarray(0, dataSize)).toEqual(ramp(dataSize));
    expect(checks).toBeLessThanOrEqual(8);
    expect(unit.calls.length - checks).toBeLessThanOrEqual(12);
  });

  it('keeps the order: checks, firmware, its read-back, OTP read again, burn, read-back', async () => {
    const unit = rig(device);
    await burn(unit, imageOf(firmware, [base, ramp(64)]));
    const at = (name: (typeof unit.calls)[number]) => unit.calls.indexOf(name);
    expect(unit.calls.slice(0, 3)).toEqual(['identify', 'resetHalt', 'readMemory']);
    expect(at('programFlash')).toBeLessThan(at('go'));
    expect(unit.calls.slice(at('programFlash') + 1, at('go'))).toEqual([
      'readMemory', // firmware
      ...(device.bank.otp.ecc ? ['readMemory'] : []), // ECC flags
      'readMemory', // OTP
      'readMemory', // FLASH status
      'writeMemory',
      'readMemory',
      'writeRegisters',
      'setBreakpoint',
    ]);
    expect(unit.calls.slice(at('go'))).toEqual([
      'go',
      'waitHalted',
      'readRegisters',
      'readMemory',
      'clearBreakpoint',
      'readMemory', // OTP
      ...(device.bank.otp.ecc ? ['readMemory'] : []), // FLASH status
      'resetRun',
    ]);
  });

  it('burns nothing the second time, and does not touch the firmware', async () => {
    const image = imageOf(firmware, [base, ramp(64)]);
    const unit = rig(device);
    await burn(unit, image);
    const { flashOperations, otpOperations } = unit.chip.counters;
    expect(otpOperations).toBe(64 / device.bank.otp.writeUnit);
    const again = await burn(unit, image, { confirm: async () => expect.unreachable() });
    expect(again).toMatchObject({ result: 'nothing-to-do', unitsBurnt: 0 });
    expect(again.otp.every(({ equal }) => equal)).toBe(true);
    expect(unit.chip.counters).toMatchObject({ flashOperations, otpOperations });
  });

  it('refuses a conflict anywhere before even the firmware is written', async () => {
    const unit = rig(device);
    unit.chip.bench.poke(base + 504, new Uint8Array(8));
    const report = await burn(unit, imageOf(firmware, [base, ramp(512)]));
    expect(report.result).toBe('refused');
    expect(report.plan.refusals.map(({ code }) => code)).toContain('CONFLICT');
    expect(unit.chip.counters).toMatchObject({ flashOperations: 0, otpOperations: 0 });
    expect(unit.calls).not.toContain('writeRegisters');
  });

  it('refuses bytes that neither flash nor OTP has', async () => {
    const unit = rig(device);
    const end = base + device.bank.otp.size;
    const report = await burn(unit, imageOf([end, [1]], [FLASH + device.flashKb * 1024, [2]]));
    expect(report.plan.refusals.map(({ code, address }) => [code, address])).toEqual([
      ['REGION', FLASH + device.flashKb * 1024],
      ['REGION', end],
    ]);
    expect(unit.chip.counters).toMatchObject({ flashOperations: 0, otpOperations: 0 });
  });

  it('writes nothing when declined, or when another plan was confirmed', async () => {
    const unit = rig(device);
    const image = imageOf(firmware, [base, ramp(16)]);
    await expect(burn(unit, image, { confirm: async () => false })).rejects.toMatchObject({
      code: 'DECLINED',
      exitCode: 8,
    });
    await expect(burn(unit, image, { expectedHash: '0'.repeat(64) })).rejects.toMatchObject({
      code: 'PLAN_NOT_CONFIRMED',
      exitCode: 5,
    });
    expect(unit.chip.counters).toMatchObject({ flashOperations: 0, otpOperations: 0 });
  });

  it('burns the plan that was confirmed by its hash', async () => {
    const image = imageOf([base, ramp(16)]);
    let hash = '';
    const unit = rig(device);
    const look = burn(unit, image, {
      confirm: async (plan) => {
        hash = plan.hash;
        return false;
      },
    });
    await expect(look).rejects.toMatchObject({ code: 'DECLINED' });
    expect(await burn(unit, image, { expectedHash: hash })).toMatchObject({ result: 'done' });
  });

  it('gives the same burn the same hash wherever its files lie', async () => {
    const unit = rig(device);
    const hashOf = async (file: string) => {
      const origin = { source: { file, kind: 'ihex' as const }, line: 1 };
      const image = SparseImage.fromChunks([{ address: base, bytes: ramp(16), origin }]);
      let hash = '';
      const confirm = async (plan: { hash: string }) => {
        hash = plan.hash;
        return false;
      };
      await expect(burn(unit, image, { confirm })).rejects.toMatchObject({ code: 'DECLINED' });
      return hash;
    };
    expect(await hashOf('/one/unit.hex')).toBe(await hashOf('two.hex'));
  });

  it('does not burn when the OTP changed while the firmware was written', async () => {
    const unit = rig(device, (probe, chip) => ({
      programFlash: async (image, progress) => {
        await probe.programFlash(image, progress);
        chip.bench.poke(base + 64, new Uint8Array(8));
      },
    }));
    await expect(burn(unit, imageOf(firmware, [base, ramp(16)]))).rejects.toMatchObject({
      code: 'PLAN_CHANGED',
      exitCode: 7,
    });
    expect(unit.chip.counters.otpOperations).toBe(0);
  });

  it('stops before OTP when the firmware does not verify', async () => {
    const unit = rig(device, (probe, chip) => ({
      programFlash: async (image, progress) => {
        await probe.programFlash(image, progress);
        chip.bench.poke(FLASH + 8, Uint8Array.of(0x55));
      },
    }));
    await expect(burn(unit, imageOf(firmware, [base, ramp(16)]))).rejects.toMatchObject({
      code: 'FIRMWARE_DIFFERS',
      exitCode: 6,
      details: { address: FLASH + 8, read: 0x55 },
    });
    expect(unit.chip.counters.otpOperations).toBe(0);
  });

  it.each([0, 0x21, 700])('does not start the core when byte %i of the download is wrong', async (index) => {
    const unit = rig(device, (probe) => ({
      writeMemory: (address, data, width) => {
        const bytes = data.slice();
        if (bytes.length > 256) bytes[index] = (bytes[index] ?? 0) ^ 0x10;
        return probe.writeMemory(address, bytes, width);
      },
    }));
    const run = burn(unit, imageOf([base, ramp(256)]));
    await expect(run).rejects.toMatchObject({ code: 'LOADER_RAM' });
    expect(unit.calls).not.toContain('go');
  });

  it('reports a lost connection during the burn as interrupted, and a second run finishes', async () => {
    const { OtpforgeError } = await import('../../src/errors/index.js');
    const image = imageOf([base, ramp(64)]);
    let lose = true;
    const unit = rig(device, (probe) => ({
      waitHalted: async (timeoutMs) => {
        const halted = await probe.waitHalted(timeoutMs);
        if (lose) throw new OtpforgeError('PROBE_LOST', { message: 'unplugged' });
        return halted;
      },
    }));
    await expect(burn(unit, image)).rejects.toMatchObject({ code: 'BURN_INTERRUPTED', exitCode: 7 });
    lose = false;
    expect(['done', 'nothing-to-do']).toContain((await burn(unit, image)).result);
    expect(unit.otp().subarray(0, 64)).toEqual(ramp(64));
  });

  it('finds a stuck cell, and claims nothing', async () => {
    const unit = rig(device);
    if (device === f401) unit.chip.bench.stickCells(base + 8, 0x80);
    else unit.chip.bench.stickUnit(base + 8);
    await expect(burn(unit, imageOf([base, ramp(32)]))).rejects.toMatchObject({
      code: 'BURN_FAILED',
      exitCode: 6,
      details: { status: 8, failAddress: base + 8 },
    });
  });

  it('gives exactly chip-with-image, or nothing', async () => {
    const unitSize = device.bank.otp.writeUnit;
    const area = fc.array(fc.oneof(fc.constant(0xff), fc.constant(0), fc.integer({ min: 0, max: 255 })), {
      minLength: 64,
      maxLength: 64,
    });
    const parts = fc.array(fc.record({ unit: fc.integer({ min: 0, max: 64 / unitSize - 1 }), bytes: area }), {
      minLength: 1,
      maxLength: 6,
    });
    await fc.assert(
      fc.asyncProperty(area, parts, async (held, wanted) => {
        const unit = rig(device);
        unit.chip.bench.poke(base, Uint8Array.from(held));
        const before = unit.otp();
        const chunks = new Map(wanted.map(({ unit: index, bytes }) => [index, bytes.slice(0, unitSize)]));
        const image = imageOf(
          ...[...chunks].map(([index, bytes]) => [base + index * unitSize, bytes] as const),
        );
        const report = await burn(unit, image);
        const expected = before.slice();
        if (report.result !== 'refused') {
          for (const { address, bytes } of image.segments) expected.set(bytes, address - base);
        }
        expect(unit.otp()).toEqual(expected);
        const burnt = report.plan.units.filter(({ state }) => state === 'burn');
        const planned = report.result === 'refused' ? 0 : burnt.length;
        expect(unit.chip.counters.otpOperations).toBe(planned);
        for (const { address, wanted: bytes } of burnt) {
          expect(parseHexBytes(bytes)).toEqual([...(image.read(address, unitSize) ?? [])]);
        }
      }),
      { numRuns: 60 },
    );
  });
});

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
      details: { code: 'LOADER_REFUSED', done: ['the firmware'], status: 6 },
    });
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

describe('locks on STM32F4', () => {
  it('are a second job, after the data is read back', async () => {
    const unit = rig(f401);
    const report = await burn(unit, imageOf([F4, ramp(32)], [F4 + 0x200, [0]]));
    expect(report).toMatchObject({ result: 'done', unitsBurnt: 32, locksSet: 1 });
    expect(unit.otp()[0x200]).toBe(0);
    expect(unit.otp().subarray(0x201, 0x210)).toEqual(new Uint8Array(15).fill(0xff));
    expect(unit.calls.filter((call) => call === 'go')).toHaveLength(2);
    const [first = 0] = unit.calls.flatMap((call, index) => (call === 'go' ? [index] : []));
    expect(unit.calls.slice(first + 1, first + 6)).toContain('readMemory');
  });

  it('count only when the host read them back', async () => {
    let jobs = 0;
    const unit = rig(f401, (probe) => ({
      go: () => {
        jobs += 1;
        return probe.go();
      },
      readMemory: async (address, length, width) => {
        const bytes = (await probe.readMemory(address, length, width)).slice();
        if (jobs === 2 && address === F4) bytes[0x200] = 0x01;
        return bytes;
      },
    }));
    const run = burn(unit, imageOf([F4, ramp(32)], [F4 + 0x200, [0]]));
    await expect(run).rejects.toMatchObject({
      code: 'READ_BACK_DIFFERS',
      exitCode: 6,
      details: { address: F4 + 0x200, wanted: 0, read: 1 },
    });
  });

  it('are not set when the data failed', async () => {
    const unit = rig(f401);
    unit.chip.bench.stickCells(F4 + 8, 0x80);
    const run = burn(unit, imageOf([F4, ramp(32)], [F4 + 0x200, [0]]));
    await expect(run).rejects.toMatchObject({ code: 'BURN_FAILED' });
    expect(unit.otp()[0x200]).toBe(0xff);
  });

  it('are not set when the host reads the data back differently from the loader', async () => {
    const unit = rig(f401, (probe) => {
      let ran = false;
      return {
        go: () => {
          ran = true;
          return probe.go();
        },
        readMemory: async (address, length, width) => {
          const bytes = await probe.readMemory(address, length, width);
          if (ran && address === F4) bytes[5] = (bytes[5] ?? 0) ^ 1;
          return bytes;
        },
      };
    });
    const run = burn(unit, imageOf([F4, ramp(32)], [F4 + 0x200, [0]]));
    await expect(run).rejects.toMatchObject({ code: 'READ_BACK_DIFFERS', details: { address: F4 + 5 } });
    expect(unit.otp()[0x200]).toBe(0xff);
  });
});
