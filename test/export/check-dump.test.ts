import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeIntelHex } from '../../src/image/index.js';
import { f401 } from '../support/banks.js';
import { inFolder, otpforge } from '../support/cli.js';
import { unit } from './commander-unit.js';

describe('otpforge check-dump', () => {
  const blank = (folder: string, size = 0x210) => {
    writeFileSync(join(folder, 'unit.hex'), writeIntelHex(unit(f401)));
    writeFileSync(join(folder, 'otp.bin'), new Uint8Array(size).fill(0xff));
    return ['check-dump', 'otp.bin', '--image', 'unit.hex', '--device', 'STM32F401RE'];
  };

  it('ends with 7 while something is to burn, 0 when all is there, 6 when it never can be', () =>
    inFolder(async (folder) => {
      const args = blank(folder);
      expect(await otpforge(args, folder)).toMatchObject({ exitCode: 7 });
      const held = unit(f401).clip(f401.bank.otp.base, f401.bank.otp.base + 0x210);
      const otp = new Uint8Array(0x210).fill(0xff);
      for (const { address, bytes } of held.segments) otp.set(bytes, address - f401.bank.otp.base);
      writeFileSync(join(folder, 'otp.bin'), otp);
      expect(await otpforge(args, folder)).toMatchObject({ exitCode: 0 });
      otp[5] = 0;
      writeFileSync(join(folder, 'otp.bin'), otp);
      const refused = await otpforge(args, folder);
      expect(refused).toMatchObject({ exitCode: 6, stdout: expect.stringContaining('0x1FFF7805 holds 00') });
    }));

  it('refuses a dump of another size', () =>
    inFolder(async (folder) => {
      const { exitCode, stdout } = await otpforge([...blank(folder, 0x200), '--json'], folder);
      expect([exitCode, JSON.parse(stdout).error.code]).toEqual([3, 'DUMP_SIZE']);
    }));

  it.each(['-o', '--out', '--output'])('exports from the command line, %s', (flag) =>
    inFolder(async (folder) => {
      blank(folder);
      const args = ['export', 'commander', 'unit.hex', '--device', 'STM32F401RE', flag, 'burn', '--json'];
      const { exitCode, stdout } = await otpforge(args, folder);
      expect(exitCode).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({
        format: 'otpforge.commander-export/1',
        folder: 'burn',
        lockUnits: 1,
        files: expect.arrayContaining(['README.txt', 'manifest.json', '3-data.jlink', 'data-ram.bin']),
      });
    }),
  );
});
