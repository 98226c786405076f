import { describe, expect, it } from 'vitest';
import { type BurnRequest, type PlannedChip, programUnit } from '../../src/burn/index.js';
import type { LoaderElf } from '../../src/loader/index.js';
import { loadBuiltLoader } from '../../src/loader/index.js';
import { type ChipCopy, copyChip } from '../../src/probe/sim-copy.js';
import { rehearse } from '../../src/rehearsal/index.js';
import { burn, type Rig, rig } from '../burn/support.js';
import { f401, l476 } from '../support/banks.js';
import { imageOf } from '../support/images.js';

const FLASH = 0x08000000;
const ramp = (length: number) => Uint8Array.from({ length }, (_, index) => (index * 37 + 11) & 0x7f);

describe.each([f401, l476])('a rehearsal for $name', (device) => {
  const { base, size } = device.bank.otp;
  const image = imageOf([FLASH, ramp(64)], [base, ramp(64)], [base + 128, ramp(8)]);

  /** Burns after a rehearsal whose loader or copy a test may replace. */
  async function rehearsed(
    unit: Rig,
    bend: { loader?: LoaderElf; copy?: typeof copyChip } & Pick<
      BurnRequest,
      'cutOffRuns' | 'acceptSuspect'
    > = {},
  ) {
    const { copy, loader = await loadBuiltLoader(device.bank), ...history } = bend;
    const request: BurnRequest = { probe: unit.probe, device, image, loader, ...history };
    const results: boolean[] = [];
    const report = await programUnit(request, {
      confirm: async () => true,
      onPlanned: async (planned: PlannedChip) => {
        results.push(await rehearse(request, planned, copy));
      },
    });
    return { report, results };
  }

  const untouched = { flashOperations: 0, otpOperations: 0 };
  const bentCopy =
    (bend: (copy: ChipCopy) => Partial<ChipCopy>): typeof copyChip =>
    (source) => {
      const copy = copyChip(source);
      return { ...copy, ...bend(copy) };
    };

  it('lets the burn go on, and makes no call to the chip', async () => {
    const unit = rig(device);
    const plain = rig(device);
    await burn(plain, image);
    const { report, results } = await rehearsed(unit);
    expect(results).toEqual([true]);
    expect(report.result).toBe('done');
    expect(unit.calls).toEqual(plain.calls);
  });

  it('runs on a copy of what the chip holds, its locks and damaged units too', async () => {
    const unit = rig(device);
    unit.chip.bench.poke(base + 256, Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8));
    if (device === f401) unit.chip.bench.setLockByte(5, 0);
    else unit.chip.bench.setUnitState(base + 256, 'damaged');
    const copies: ChipCopy[] = [];
    const { report } = await rehearsed(unit, {
      copy: (source) => {
        expect(source).toMatchObject({ uid: unit.chip.toState().uid, vddMv: unit.chip.vddMv });
        const copy = copyChip(source);
        copies.push(copy);
        return copy;
      },
    });
    expect(report.result).toBe('done');
    if (device === f401) expect(copies[0]?.otp()).toEqual(unit.otp());
    expect(copies[0]?.otp().subarray(0, 256)).toEqual(unit.otp().subarray(0, 256));
    expect(copies[0]?.otpOperations()).toBe(unit.chip.counters.otpOperations);
  });

  it('touches nothing when the copy is planned otherwise, though it ends up the same', async () => {
    const unit = rig(device);
    const copy: typeof copyChip = (source) => {
      const otp = source.otp.slice();
      // Of a byte some ones are gone; of a double word, which takes one programming, all that is wanted is there.
      if (device === f401) otp[128] = (ramp(8)[0] ?? 0) | 0x80;
      else otp.set(ramp(8), 128);
      return copyChip({ ...source, otp });
    };
    await expect(rehearsed(unit, { copy })).rejects.toMatchObject({ code: 'REHEARSAL_FAILED' });
    expect(unit.chip.counters).toMatchObject(untouched);
  });

  it('knows what an earlier run may have left half-programmed', async () => {
    const unit = rig(device);
    unit.chip.bench.poke(base, ramp(16));
    const runs = [{ units: [{ address: base, length: 64 }] }];
    const { report } = await rehearsed(unit, { cutOffRuns: async () => runs, acceptSuspect: true });
    expect(report).toMatchObject({ result: 'done' });
    expect(report.plan.units.filter(({ reason }) => reason === 'cut-short')).not.toHaveLength(0);
  });

  it('touches nothing when the loader does not come back, or says that it failed', async () => {
    const loader = await loadBuiltLoader(device.bank);
    const entry = loader.entries.get('Burn') ?? expect.unreachable();
    for (const instruction of [0xe7fe, 0x4770]) {
      const code = loader.code.slice();
      new DataView(code.buffer).setUint16(entry, instruction, true);
      const unit = rig(device);
      await expect(rehearsed(unit, { loader: { ...loader, code } })).rejects.toMatchObject({
        code: 'REHEARSAL_FAILED',
        exitCode: 5,
        message: expect.stringContaining('nothing was written to the chip'),
        remedy: expect.stringContaining('--no-rehearse'),
      });
      expect(unit.chip.counters).toMatchObject(untouched);
    }
  });

  it('touches nothing when the copy ends up with a byte that nobody asked for', async () => {
    const unit = rig(device);
    const copy = bentCopy(({ otp }) => ({
      otp: () => {
        const bytes = otp();
        bytes[size - 1] = 0x7f;
        return bytes;
      },
    }));
    await expect(rehearsed(unit, { copy })).rejects.toMatchObject({
      code: 'REHEARSAL_FAILED',
      details: { address: base + size - 1, wanted: 0xff, read: 0x7f },
    });
    expect(unit.chip.counters).toMatchObject(untouched);
  });

  it('touches nothing when more was programmed than planned, though it shows in no byte', async () => {
    const unit = rig(device);
    const copy = bentCopy(({ otpOperations }) => ({ otpOperations: () => otpOperations() + 1 }));
    await expect(rehearsed(unit, { copy })).rejects.toMatchObject({ code: 'REHEARSAL_FAILED' });
    expect(unit.chip.counters).toMatchObject(untouched);
  });

  it('touches nothing when the copy is refused, or planned otherwise', async () => {
    for (const byte of [0x00, 0x0b]) {
      const unit = rig(device);
      const copy: typeof copyChip = (source) => {
        const otp = source.otp.slice();
        otp.fill(byte === 0 ? 0 : 0x0b, 0, 1);
        if (byte !== 0) otp.set(ramp(64));
        return copyChip({ ...source, otp });
      };
      await expect(rehearsed(unit, { copy })).rejects.toMatchObject({ code: 'REHEARSAL_FAILED' });
      expect(unit.chip.counters).toMatchObject(untouched);
    }
  });

  it('is not possible, and stands in nobody’s way, where the simulator lacks the controller', async () => {
    const unit = rig(device);
    const { results, report } = await rehearsed(unit, {
      copy: (source) => {
        const { bank } = source.device;
        const unknown = { ...bank, flashInterface: undefined };
        return copyChip({ ...source, device: { ...source.device, bank: unknown } });
      },
    });
    expect(results).toEqual([false]);
    expect(report.result).toBe('done');
  });
});
