import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withBench } from './bench.js';
import { expectNothingLeft } from './unit.js';

describe('otpforge init --probe stlink:', () => {
  it('reads the chip, and makes a project for it without saying which package it is in', () =>
    withBench('STM32F401RE', async (bench) => {
      const { exitCode, stdout, stderr } = await bench.run([
        'init',
        '--probe',
        'stlink:',
        '--lock',
        '0',
        '--json',
      ]).result;
      expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
      expect(stderr).toContain('found STM32F401xE, 512 KB flash');
      expect(JSON.parse(stdout)).toMatchObject({
        device: 'STM32F401xE',
        bank: 'stm32f4-otp',
        rehearsal: expect.stringContaining('serial SN-EXAMPLE-1'),
      });
      const text = readFileSync(join(bench.folder, 'otpforge.yaml'), 'utf8');
      expect(text).not.toMatch(/^device:/m);
      expect(text).toMatch(/^# .* name yours: .*STM32F401CE, .*STM32F401RE/m);
      expect(text).toMatch(/^probe: "stlink:"$/m);
      expect(readFileSync(join(bench.folder, 'otp.yaml'), 'utf8')).toMatch(/^lock: \[0\]$/m);
      expect(bench.starts()).toHaveLength(1);
      expectNothingLeft(bench);
      // The project works as it is: only the example's serial number is refused on a real chip.
      const merged = await bench.run(['merge', '--csv', 'units.csv', '--row', '1', '-o', 'unit.hex']).result;
      expect({ exitCode: merged.exitCode, stderr: merged.stderr }).toMatchObject({ exitCode: 0 });
      const planned = await bench.run(['plan', 'unit.hex', '--json']).result;
      expect(JSON.parse(planned.stdout).refusals).toMatchObject([{ code: 'EXAMPLE_UNIT' }]);
    }));

  it('looks for files in its way before it reads a chip', () =>
    withBench('STM32F401RE', async (bench) => {
      await rm(join(bench.folder, 'unit.json'));
      writeFileSync(join(bench.folder, 'units.csv'), 'mine');
      const before = readdirSync(bench.folder);
      const { exitCode, stderr } = await bench.run(['init', '--probe', 'stlink:']).result;
      expect(exitCode).toBe(2);
      expect(stderr).toContain('units.csv exists already; nothing was written');
      expect(bench.starts()).toEqual([]);
      expect(readdirSync(bench.folder)).toEqual(before);
    }));
});
