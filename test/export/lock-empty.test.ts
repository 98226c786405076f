import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exportCommanderScripts } from '../../src/api/export-commander.js';
import { exportOpenocdScript } from '../../src/api/export-openocd.js';
import { SimulatedChip } from '../../src/chip/index.js';
import { writeIntelHex } from '../../src/image/index.js';
import { f401 } from '../support/banks.js';
import { inFolder, otpforge } from '../support/cli.js';
import { imageOf } from '../support/images.js';
import { CommanderInterpreter } from './commander-interpreter.js';
import { openocd } from './openocd-run.js';

const { otp } = f401.bank;
const lockByte = otp.base + otp.locks!.offset + 3;

/** A unit that locks block 3 and holds nothing for it, and a folder for its export. */
function lockAlone(folder: string) {
  const image = join(folder, 'lock.hex');
  writeFileSync(image, writeIntelHex(imageOf([lockByte, [0]])));
  return { image, device: f401.name, out: join(folder, 'out') };
}

describe('the lock of a block without data', () => {
  it.each([
    ['OpenOCD', exportOpenocdScript],
    ['J-Link Commander', exportCommanderScripts],
  ])('is refused for %s unless it is asked for by name', (_host, exported) =>
    inFolder(async (folder) => {
      const options = lockAlone(folder);
      for (const lockEmpty of [undefined, [2]]) {
        await expect(exported({ ...options, ...(lockEmpty && { lockEmpty }) })).rejects.toMatchObject({
          code: 'EXPORT_REFUSED',
          remedy: expect.stringContaining('--lock-empty 3'),
        });
      }
      expect(await exported({ ...options, lockEmpty: [3] })).toMatchObject({ dataUnits: 0, lockUnits: 1 });
    }),
  );

  it('is burnt by the script for OpenOCD', () =>
    inFolder(async (folder) => {
      await exportOpenocdScript({ ...lockAlone(folder), lockEmpty: [3] });
      const chip = SimulatedChip.create(f401);
      const { exitCode } = await openocd(chip, join(folder, 'out', 'otp.tcl'), 'otpforge_burn');
      expect(exitCode).toBe(0);
      expect(chip.bench.peek(lockByte, 1)).toEqual(Uint8Array.of(0));
      expect(chip.counters.otpOperations).toBe(1);
    }));

  it('is burnt by the scripts for J-Link Commander, whose checks know of it', () =>
    inFolder(async (folder) => {
      const { image } = lockAlone(folder);
      const args = ['--device', f401.name, '--lock-empty', '3'];
      expect(await otpforge(['export', 'commander', image, ...args, '--out', 'out'], folder)).toMatchObject({
        exitCode: 0,
      });
      const out = join(folder, 'out');
      const chip = SimulatedChip.create(f401);
      const commander = new CommanderInterpreter(chip, out);
      const checks = [...readFileSync(join(out, 'README.txt'), 'utf8').matchAll(/otpforge (check-dump .*)/g)];
      const expected = [7, 0];
      for (const script of ['1-check.jlink', '2-locks.jlink']) {
        commander.run(script);
        const line = checks.shift()?.[1] ?? '';
        expect(line).toContain('--lock-empty 3');
        expect(await otpforge(line.split(' '), out)).toMatchObject({ exitCode: expected.shift() });
      }
      expect(checks).toEqual([]);
      expect(chip.bench.peek(lockByte, 1)).toEqual(Uint8Array.of(0));
    }));
});
