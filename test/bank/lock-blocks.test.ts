import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeIntelHex } from '../../src/image/index.js';
import { checkDump, exportCommanderScripts, exportOpenocdScript, plan, program } from '../../src/index.js';
import { inFolder } from '../support/cli.js';
import { imageOf } from '../support/images.js';

const commands = {
  plan: (image: string, device: string, lockEmpty: number[]) =>
    plan({ image, probe: `sim:${device}`, lockEmpty }),
  program: (image: string, device: string, lockEmpty: number[]) =>
    program({ image, probe: `sim:${device}`, lockEmpty, confirm: async () => expect.unreachable() }),
  'export openocd': (image: string, device: string, lockEmpty: number[], out: string) =>
    exportOpenocdScript({ image, device, lockEmpty, out }),
  'export commander': (image: string, device: string, lockEmpty: number[], out: string) =>
    exportCommanderScripts({ image, device, lockEmpty, out }),
  'check-dump': (image: string, device: string, lockEmpty: number[]) =>
    checkDump({ image, device, lockEmpty, dump: image }),
} as const;

describe.each(Object.entries(commands))('--lock-empty of %s', (_name, run) => {
  it.each([
    ['STM32F401RE', 16, 'bank stm32f4-otp has the blocks 0 to 15'],
    ['STM32F401RE', 99, 'bank stm32f4-otp has the blocks 0 to 15'],
    ['STM32L476RG', 0, 'bank stm32l4-otp has no lock bytes'],
  ])('is refused on %s for block %d, which is not there', (device, block, problem) =>
    inFolder(async (folder) => {
      const image = join(folder, 'unit.hex');
      const base = device === 'STM32F401RE' ? 0x1fff7800 : 0x1fff7000;
      await writeFile(image, writeIntelHex(imageOf([base, [1, 2, 3, 4, 5, 6, 7, 8]])));
      await expect(
        run(image, device, [0, block].slice(device === 'STM32F401RE' ? 0 : 1), join(folder, 'out')),
      ).rejects.toMatchObject({
        code: 'USAGE',
        message: expect.stringContaining(`--lock-empty ${block}: ${problem}`),
      });
    }),
  );

  it('is refused for a block that no bank can have', () =>
    inFolder(async (folder) => {
      const image = join(folder, 'unit.hex');
      await writeFile(image, writeIntelHex(imageOf([0x1fff7800, [1]])));
      await expect(run(image, 'STM32F401RE', [-1], join(folder, 'out'))).rejects.toMatchObject({
        code: 'OPTION_INVALID',
        message: expect.stringContaining('lockEmpty'),
      });
    }));
});
