import { describe, expect, it } from 'vitest';
import { f401, l476 } from '../support/banks.js';
import { hostBench } from './chip-target.js';
import { eraseAll, eraseSectors, HostError, VerifyError } from './host.js';
import { hosts } from './hosts.js';
import { blank, fulfilled, hexOf, type Wish, wishOf } from './wish.js';

const ramp = (length: number, first = 1) =>
  Uint8Array.from({ length }, (_, index) => (first + index * 5) & 0x7f);

describe.each([
  { device: f401, dataSize: 0x200 },
  { device: l476, dataSize: 0x400 },
])('$device.name', ({ device, dataSize }) => {
  const { bank } = device;
  const { writeUnit } = bank.otp;
  const first = wishOf(bank, [8, ramp(24)]);
  const second = wishOf(bank, [0, ramp(8, 3)], [40, ramp(16, 9)]);

  describe.each(hosts)('through $name', (host) => {
    const burn = async (held: Uint8Array, wish: Wish) => {
      const bench = await hostBench(device, held);
      const outcome = await host.program(bench.target, hexOf(bank, wish)).catch((error: unknown) => error);
      return { ...bench, outcome };
    };

    it('a first write burns its units and nothing of the padding', async () => {
      const { outcome, otp, chip, isLocked } = await burn(blank(bank), first);
      expect(outcome).toBeUndefined();
      expect(otp()).toEqual(fulfilled(blank(bank), first));
      expect(chip.counters).toMatchObject({
        otpOperations: 24 / writeUnit,
        flashOperations: 0,
        refusedOperations: 0,
      });
      expect(isLocked()).toBe(true);
    });

    it('a second write goes into what is blank, and leaves the first alone', async () => {
      const held = fulfilled(blank(bank), first);
      const { outcome, otp, chip } = await burn(held, second);
      expect(otp()).toEqual(fulfilled(held, second));
      expect(chip.counters).toMatchObject({ otpOperations: 24 / writeUnit, refusedOperations: 0 });
      if (host.verifiesFill) expect(outcome).toBeInstanceOf(VerifyError);
      else expect(outcome).toBeUndefined();
    });

    it('a write of what is there burns nothing', async () => {
      const held = fulfilled(blank(bank), first);
      const { outcome, otp, chip } = await burn(held, first);
      expect(outcome).toBeUndefined();
      expect(otp()).toEqual(held);
      expect(chip.counters.otpOperations).toBe(0);
    });

    it('a conflict is a failure, and its page keeps what it holds', async () => {
      const held = fulfilled(blank(bank), first);
      const { outcome, otp, chip, isLocked } = await burn(
        held,
        wishOf(bank, [0, ramp(8, 3)], [8, ramp(8, 0x7f)]),
      );
      expect(outcome).toBeInstanceOf(HostError);
      expect(outcome).not.toBeInstanceOf(VerifyError);
      expect(otp()).toEqual(held);
      expect(chip.counters.otpOperations).toBe(0);
      expect(isLocked()).toBe(true);
    });

    it('ones over zeros are a failure of the verification', async () => {
      const held = fulfilled(blank(bank), first);
      const { outcome, otp } = await burn(held, wishOf(bank, [8, new Uint8Array(8).fill(0xff)]));
      expect(outcome).toBeInstanceOf(VerifyError);
      expect(otp()).toEqual(held);
    });

    it('a full bank is burnt unit by unit, and once', async () => {
      const full = wishOf(bank, [0, ramp(dataSize)]);
      const { outcome, otp, chip } = await burn(blank(bank), full);
      expect(outcome).toBeUndefined();
      expect(otp()).toEqual(fulfilled(blank(bank), full));
      expect(chip.counters).toMatchObject({ otpOperations: dataSize / writeUnit, refusedOperations: 0 });
    });
  });

  it('an erase of the chip, or of any sector, is no failure and changes nothing', async () => {
    const held = fulfilled(blank(bank), first);
    const { target, otp, chip } = await hostBench(device, held);
    const { base, size, sectorSize } = target.geometry;
    await eraseAll(target);
    const sectors = Array.from({ length: size / sectorSize }, (_, index) => base + index * sectorSize);
    await eraseSectors(
      target,
      sectors.map((address) => ({ address, bytes: new Uint8Array(sectorSize) })),
    );
    expect(otp()).toEqual(held);
    expect(chip.counters).toMatchObject({ otpOperations: 0, flashOperations: 0 });
  });
});

describe.each(hosts)('data and a lock byte in one hex, through $name', (host) => {
  const { bank } = f401;
  const { locks } = bank.otp;
  const lockByte = (block: number) => [(locks?.offset ?? 0) + block, [0x00]] as const;
  const unit = wishOf(bank, [32, ramp(32)], lockByte(1));

  it('burns the data, then that lock byte alone; the same hex again burns nothing', async () => {
    const bench = await hostBench(f401, blank(bank));
    await host.program(bench.target, hexOf(bank, unit));
    expect(bench.otp()).toEqual(fulfilled(blank(bank), unit));
    expect(bench.burnt).toEqual([...Array.from({ length: 32 }, (_, index) => 32 + index), 0x201]);
    await host.program(bench.target, hexOf(bank, unit));
    expect(bench.chip.counters).toMatchObject({ otpOperations: 33, refusedOperations: 0 });
  });

  it('sets no lock where the data is refused', async () => {
    const held = fulfilled(blank(bank), wishOf(bank, [63, [0x00]]));
    const bench = await hostBench(f401, held);
    await expect(host.program(bench.target, hexOf(bank, unit))).rejects.toThrow(HostError);
    expect(bench.otp()[0x201]).toBe(0xff);
    expect(bench.burnt.every((offset) => unit.has(offset))).toBe(true);
  });

  it('leaves other blocks’ locks as they are, and writes nothing into a locked block', async () => {
    const held = fulfilled(blank(bank), wishOf(bank, [0, ramp(32)], lockByte(0)));
    const bench = await hostBench(f401, held);
    const wish = wishOf(bank, [0, ramp(32)], [32, ramp(32)], lockByte(1));
    const outcome = await host.program(bench.target, hexOf(bank, wish)).catch((error: unknown) => error);
    expect(bench.otp()).toEqual(fulfilled(held, wish));
    if (!host.verifiesFill) expect(outcome).toBeUndefined();
    const locked = await hostBench(f401, fulfilled(held, wishOf(bank, [1, [0x7f]])));
    await expect(host.program(locked.target, hexOf(bank, wishOf(bank, [1, [0x01]])))).rejects.toThrow(
      HostError,
    );
    expect(locked.burnt).toEqual([]);
  });
});
