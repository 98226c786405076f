import { describe, expect, it } from 'vitest';
import { SparseImage } from '../../src/image/index.js';
import { f4, f401, l4, l476 } from '../support/banks.js';
import { imageOf } from '../support/images.js';
import { fc, runs } from '../support/property.js';
import { burn, ramp, rig } from './support.js';

const F4 = f4.otp.base;
const L4 = l4.otp.base;
const FLASH = 0x08000000;
const firmware = [FLASH, ramp(600)] as const;

describe.each([
  { device: f401, base: F4, dataSize: 512, checksAllowed: 8 },
  { device: l476, base: L4, dataSize: 1024, checksAllowed: 10 },
])('programming a unit on $device.name', ({ device, base, dataSize, checksAllowed }) => {
  it(`burns and verifies a full blank bank in 12 probe calls after at most ${checksAllowed}`, async () => {
    const unit = rig(device);
    let answered = 0;
    const report = await burn(unit, imageOf([base, ramp(dataSize)]), {
      leaveHalted: true,
      confirm: async () => {
        answered = unit.calls.length;
        return true;
      },
    });
    // The first thing that is written after the answer is the loader, into RAM.
    const checks = unit.calls.indexOf('writeMemory', answered);
    expect(checks).toBeGreaterThan(answered);
    expect(report).toMatchObject({ result: 'done', unitsBurnt: dataSize / device.bank.otp.writeUnit });
    expect(unit.otp().subarray(0, dataSize)).toEqual(ramp(dataSize));
    expect(checks).toBeLessThanOrEqual(checksAllowed);
    expect(unit.calls.length - checks).toBeLessThanOrEqual(12);
  });

  it('keeps the order: checks, firmware, its read-back, OTP read again, burn, read-back', async () => {
    const unit = rig(device);
    await burn(unit, imageOf(firmware, [base, ramp(64)]));
    const at = (name: (typeof unit.calls)[number]) => unit.calls.indexOf(name);
    expect(unit.calls.slice(0, 3)).toEqual(['identify', 'resetHalt', 'readMemory']);
    expect(at('programFlash')).toBeLessThan(at('go'));
    expect(unit.calls.slice(at('programFlash') + 1, at('go'))).toEqual([
      'resetHalt', // past caches
      ...(device.bank.otp.ecc ? ['writeMemory'] : []), // ECC flags
      'readMemory', // firmware
      ...(device.bank.otp.ecc ? ['readMemory'] : []), // ECC flags
      'readMemory', // unique ID
      'readMemory', // OTP
      'readMemory', // FLASH status
      'writeMemory',
      'readMemory',
      'writeMemory', // SCB_VTOR
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

  it('holds a watchdog that the option bytes start, however long the confirmation takes', async () => {
    const unit = rig(device);
    unit.chip.bench.setHardwareWatchdog(true);
    const report = await burn(unit, imageOf([base, ramp(64)]), {
      confirm: async () => {
        unit.chip.ahb.elapse(10e6);
        return true;
      },
    });
    expect(report).toMatchObject({ result: 'done' });
    expect(unit.otp().subarray(0, 64)).toEqual(ramp(64));
    // Our own resets: at the start and at the end.
    expect(unit.chip.counters.systemResets).toBe(2);
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
          expect(bytes).toEqual([...(image.read(address, unitSize) ?? [])]);
        }
      }),
      { numRuns: runs(60) },
    );
  });
});
