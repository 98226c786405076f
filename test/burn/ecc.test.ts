import { describe, expect, it } from 'vitest';
import type { Device } from '../../src/bank/index.js';
import { readOtpContents } from '../../src/burn/index.js';
import { cacheReaders, SimulatedChip } from '../../src/chip/index.js';
import { f401, l4, l476 } from '../support/banks.js';
import { imageOf } from '../support/images.js';
import { type Bend, burn, rig as rigOf } from './support.js';

const L4 = l4.otp.base;
const serial = [0x53, 0x4e, 0x2d, 0x30, 0x30, 0x34, 0x32, 0x00];

// Whether the data cache answers a debugger's reads is open: both must do.
describe.each(cacheReaders)('ECC of STM32L4, cache=%s', (readers) => {
  const rig = (device: Device, bend?: Bend) =>
    rigOf(device, bend, SimulatedChip.create(device, { cacheReaders: readers }));

  it('reads a bank without errors in two accesses', async () => {
    const unit = rig(l476);
    await unit.probe.resetHalt();
    unit.calls.length = 0;
    expect((await readOtpContents(unit.probe, l476)).ecc.size).toBe(0);
    expect(unit.calls).toEqual(['readMemory', 'readMemory']);
  });

  it('finds every damaged and every weak unit, and takes their NMI back', async () => {
    const unit = rig(l476);
    unit.chip.bench.poke(L4 + 16, Uint8Array.from(serial));
    unit.chip.bench.setUnitState(L4 + 16, 'weak');
    unit.chip.bench.setUnitState(L4 + 64, 'damaged');
    unit.chip.bench.setUnitState(L4 + 1016, 'damaged');
    await unit.probe.resetHalt();
    const { ecc, bytes } = await readOtpContents(unit.probe, l476);
    expect([...ecc]).toEqual([
      [L4 + 16, 'weak'],
      [L4 + 64, 'damaged'],
      [L4 + 1016, 'damaged'],
    ]);
    expect([...bytes.subarray(16, 24)]).toEqual(serial);
    // A pending NMI would run the firmware's handler instead of the loader.
    expect(await burn(unit, imageOf([L4, serial]))).toMatchObject({ result: 'done' });
  });

  it.each(['damaged', 'weak'] as const)(
    'refuses to program a %s unit, before the firmware',
    async (state) => {
      const unit = rig(l476);
      unit.chip.bench.poke(L4 + 8, Uint8Array.from(serial));
      unit.chip.bench.setUnitState(L4 + 8, state);
      const report = await burn(unit, imageOf([0x08000000, [1, 2, 3, 4]], [L4, [...serial, ...serial]]));
      expect(report.result).toBe('refused');
      expect(report.plan.refusals).toEqual([
        expect.objectContaining({
          code: 'DAMAGED',
          address: L4 + 8,
          remedy: expect.stringContaining('spare slot'),
        }),
      ]);
      expect(unit.chip.counters).toMatchObject({ flashOperations: 0, otpOperations: 0 });
    },
  );

  it('reads past a known damaged unit without looking at every unit again', async () => {
    const unit = rig(l476);
    unit.chip.bench.setUnitState(L4 + 64, 'damaged');
    await unit.probe.resetHalt();
    const { ecc } = await readOtpContents(unit.probe, l476);
    unit.calls.length = 0;
    expect((await readOtpContents(unit.probe, l476, ecc)).ecc).toEqual(ecc);
    expect(unit.calls.length).toBeLessThanOrEqual(6);
  });

  it('never reads a damaged unit again once it is known', async () => {
    const unit = rig(l476);
    unit.chip.bench.setUnitState(L4 + 64, 'damaged');
    let known = false;
    const reads: number[] = [];
    unit.chip.onAccess(({ kind, address }) => {
      if (known && kind === 'read' && address >= L4 + 64 && address < L4 + 72) reads.push(address);
    });
    await burn(unit, imageOf([0x08000000, [1, 2, 3, 4]], [L4, serial]), {
      confirm: async () => {
        known = true;
        return true;
      },
    });
    expect(reads).toEqual([]);
  });

  it.each(['damaged', 'weak'] as const)(
    'programs firmware again that reads right with a %s unit',
    async (state) => {
      const firmware = [0x08000000, serial] as const;
      const unit = rig(l476);
      await burn(unit, imageOf(firmware));
      unit.chip.bench.setUnitState(0x08000000, state);
      const { flashOperations } = unit.chip.counters;
      expect(await burn(unit, imageOf(firmware, [L4, serial]))).toMatchObject({ result: 'done' });
      expect(unit.chip.counters.flashOperations).toBeGreaterThan(flashOperations);
      expect(await burn(unit, imageOf(firmware, [L4, serial]))).toMatchObject({ result: 'nothing-to-do' });
    },
  );

  it('starts the loader without an NMI when firmware has a corrected bit before a double error', async () => {
    const firmware = [0x08000000, [...serial, ...serial]] as const;
    const unit = rig(l476);
    await burn(unit, imageOf(firmware));
    unit.chip.bench.setUnitState(0x08000008, 'weak');
    unit.chip.bench.setUnitState(0x08000010, 'damaged');
    unit.chip.bench.poke(0x08000018, new Uint8Array(8));
    expect(await burn(unit, imageOf(firmware, [L4, serial]))).toMatchObject({ result: 'done' });
  });

  it('reads the firmware back past the cache that its first comparison has filled', async () => {
    const unit = rig(l476);
    await burn(unit, imageOf([0x08000000, serial]));
    const other = serial.map((byte) => byte ^ 1);
    expect(await burn(unit, imageOf([0x08000000, other]))).toMatchObject({ result: 'done' });
  });

  it('does not take firmware with an ECC error for programmed', async () => {
    const unit = rig(l476, (probe, chip) => ({
      programFlash: async (image, progress) => {
        await probe.programFlash(image, progress);
        chip.bench.setUnitState(0x08000000, 'weak');
      },
    }));
    const run = burn(unit, imageOf([0x08000000, serial], [L4, serial]));
    await expect(run).rejects.toMatchObject({
      code: 'FIRMWARE_DIFFERS',
      message: expect.stringContaining('reads only with an ECC error'),
    });
    expect(unit.chip.counters.otpOperations).toBe(0);
  });

  it('does not take a weak unit for verified', async () => {
    const unit = rig(l476, (probe, chip) => ({
      waitHalted: async (timeoutMs) => {
        const halted = await probe.waitHalted(timeoutMs);
        chip.bench.setUnitState(L4, 'weak');
        return halted;
      },
    }));
    await expect(burn(unit, imageOf([L4, serial]))).rejects.toMatchObject({
      code: 'READ_BACK_WEAK',
      exitCode: 6,
      details: { units: [{ address: L4, state: 'weak' }] },
    });
  });

  it('tells a unit that was burnt with all ones from a defect', async () => {
    const unit = rig(l476);
    unit.chip.bench.spendUnit(L4 + 8);
    await expect(burn(unit, imageOf([L4, [...serial, ...serial]]))).rejects.toMatchObject({
      code: 'UNIT_SPENT',
      exitCode: 6,
      message: expect.stringContaining(`0x1FFF7008 reads blank but refuses data`),
    });
  });
});

describe('a loader that does not come back', () => {
  it.each([f401, l476])('is reported with IPSR, FLASH_SR and ECCR, $name', async (device) => {
    const unit = rigOf(device, (probe, chip) => ({
      go: () => {
        chip.bench.stickBusy();
        return probe.go();
      },
    }));
    const run = burn(unit, imageOf([device.bank.otp.base, serial]));
    await expect(run).rejects.toMatchObject({
      code: 'BURN_INTERRUPTED',
      exitCode: 7,
      message: expect.stringMatching(/did not come back .*IPSR 0, FLASH_SR 0x00010000/),
    });
    expect(unit.calls).not.toContain('resetRun');
    expect(unit.chip.isHalted).toBe(true);
  });
});
