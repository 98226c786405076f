import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { type Device, findDevice, isSector, listDevices } from '../../src/bank/index.js';
import { SimulatedChip } from '../../src/chip/index.js';
import { scratchArea, scratchBank } from '../../src/hwcheck/scratch-area.js';
import { addressWords, loaderAt } from '../../src/hwcheck/scratch-loader.js';
import { compileLoader } from '../../src/loader/compile.js';
import { readLoader } from '../../src/loader/index.js';
import { renderLoader } from '../../src/loader/render.js';
import { findToolchain } from '../../src/loader/toolchain.js';
import { allBanks, f4, f401, l4, l476 } from '../support/banks.js';

const shipped = ({ bank }: Device) => readFile(`firmware/loaders/${bank.name}.elf`);

describe('the loader for the scratch sector', () => {
  // The compiler makes the same code for each: one with a sector of 128 KB, one of 16, pages of 2 and of 4 KB.
  it.each([
    ['STM32F401RE', 0x08060000],
    ['STM32F410C8', 0x0800c000],
    ['STM32L476RG', 0x080ff800],
    ['STM32L4R5ZI', 0x081fe000],
  ])(
    'of %s is what the compiler makes of a bank with the base there',
    async (name, base) => {
      const device = findDevice(name, allBanks);
      const bank = scratchBank(device);
      expect(bank.otp.base).toBe(base);
      const { elf } = await compileLoader(
        await findToolchain(undefined),
        await renderLoader(bank),
        bank.name,
      );
      const moved = loaderAt(await shipped(device), 'loader.elf', device.bank, base);
      const compiled = readLoader(elf, 'loader.elf');
      expect(Buffer.from(moved.code).toString('hex')).toBe(Buffer.from(compiled.code).toString('hex'));
      expect(moved.device).toEqual(compiled.device);
      expect(moved.entries).toEqual(compiled.entries);
      expect(moved.sha256).toBe(compiled.sha256);
    },
    60_000,
  );

  it.each([
    ['STM32F4', f401, 4],
    ['STM32L4', l476, 3],
  ])('of %s differs from the shipped one in its address words alone', async (_, device, count) => {
    const elf = await shipped(device);
    const words = addressWords(elf, 'loader.elf', device.bank);
    expect(words).toHaveLength(count);
    const moved = loaderAt(elf, 'loader.elf', device.bank, scratchArea(device).address);
    const before = readLoader(elf, 'loader.elf');
    const differing = [...before.code].flatMap((byte, index) =>
      byte === moved.code[index] ? [] : [index & ~3],
    );
    expect(new Set(differing).size).toBe(count - 1);
  });

  it('is refused when the loader names other addresses than the bank', async () => {
    const elf = await shipped(l476);
    const other = { ...l4, otp: { ...l4.otp, size: 0x380 } };
    expect(() => loaderAt(elf, 'loader.elf', other, 0x080ff800)).toThrow(/address words are not those/);
    expect(() => addressWords(elf, 'loader.elf', f4)).toThrow(
      expect.objectContaining({ code: 'LOADER_INVALID' }),
    );
  });
});

describe('the scratch area', () => {
  it('is, of every device, whole sectors at the end of the main flash, the last one included', () => {
    const seen = new Set<string>();
    for (const device of listDevices(allBanks)) {
      if (isSector(device.bank)) continue;
      const key = `${device.line.name} ${device.flashKb}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const { address, length } = scratchArea(device);
      const starts = SimulatedChip.create(device).flashSectors.map(({ offset }) => 0x08000000 + offset);
      expect(starts, key).toContain(address);
      expect(address + length, key).toBe(0x08000000 + device.flashKb * 1024);
      expect(starts.filter((start) => start > address).length, key).toBeLessThanOrEqual(1);
    }
  });

  it('is refused where the last sector of the main flash may hold an identity', () => {
    const bank = { ...f401.bank, sector: { flashBank: 1, number: 7 } as const };
    expect(() => scratchArea({ ...f401, bank })).toThrow(
      expect.objectContaining({
        code: 'HWCHECK_UNSUPPORTED',
        message: expect.stringContaining('reserved sector'),
      }),
    );
  });

  it('is not known for a line whose main flash is not described', () => {
    const { mainFlash: _, ...line } = f401.line;
    expect(() => scratchArea({ ...f401, line })).toThrow(
      expect.objectContaining({ code: 'HWCHECK_UNSUPPORTED' }),
    );
  });
});
