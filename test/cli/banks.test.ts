import { describe, expect, it } from 'vitest';
import { inFolder, otpforge } from '../support/cli.js';
import { projectBank, writeProjectBank } from '../support/project-bank.js';

describe('the list of banks', () => {
  it('fits 80 columns, and has each bank with its witness', () =>
    inFolder(async (folder) => {
      const { stdout } = await otpforge(['banks'], folder);
      const lines = stdout.split('\n');
      expect(lines.filter((line) => line.length > 80)).toEqual([]);
      expect(lines).toContainEqual(expect.stringMatching(/^stm32f4-otp +OpenOCD 0\.12\.0 stm32f2x$/));
      expect(lines).toContainEqual(expect.stringMatching(/^stm32g0-otp +0x1FFF7000 +0x400 +8 /));
      expect(stdout).not.toContain('described by');
    }));

  it('names the file of a bank that is not the package’s', () =>
    inFolder(async (folder) => {
      await writeProjectBank(folder, 'stm32f4');
      const { stdout } = await otpforge(['banks'], folder);
      expect(stdout).toMatch(
        new RegExp(`^${projectBank.name}: described by .*otpforge/banks/.*\\.yaml$`, 'm'),
      );
    }));
});
