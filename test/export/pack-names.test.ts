import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Bank } from '../../src/bank/index.js';
import { exportPack } from '../../src/export/pack.js';
import { checkPackNames } from '../../src/export/pack-names.js';
import { exportedBanks, f4, l4 } from '../support/banks.js';
import { inFolder, otpforge } from '../support/cli.js';
import { fc, runs } from '../support/property.js';
import { madeUpBanks } from './made-up-bank.js';

/** One line of the F4 bank, with these names. */
function bankOf(device: string, core = 'Cortex-M4', bankName = 'OTP'): Bank {
  const [line] = f4.lines;
  return { ...f4, bankName, lines: [{ ...line!, core, devices: { [device]: 256 } }] };
}

describe('names in a pack', () => {
  it('are those of our own banks', () => {
    expect(() => checkPackNames(exportedBanks.map(({ bank }) => bank))).not.toThrow();
  });

  it.each([
    ['a device', bankOf('STM32F4.1'), 'lines.devices', 'STM32F4.1'],
    ['a bank', bankOf('X', 'Cortex-M4', 'OTP.1'), 'bankName', 'OTP.1'],
    ['a core', bankOf('X', 'Cortex-M4F'), 'lines.core', 'Cortex-M4F'],
    ['a core with more behind it', bankOf('X', 'Cortex-M4\n'), 'lines.core', 'Cortex-M4\n'],
    ['the RAM', bankOf('X', 'Cortex-M4', 'RAM'), 'bankName', 'RAM'],
    ['the main flash', bankOf('X', 'Cortex-M4', 'Flash'), 'bankName', 'Flash'],
  ])('are refused where the package description has no room for them: %s', (_what, bank, field, name) => {
    expect(() => checkPackNames([l4, bank])).toThrow(
      expect.objectContaining({
        code: 'EXPORT_REFUSED',
        message: expect.stringContaining(`${f4.name}: ${field} "${name}"`),
        remedy: expect.stringContaining('--bank'),
        details: { names: [expect.objectContaining({ bank: f4.name, field, name })] },
      }),
    );
  });

  it('are refused when two banks of a device have one, which pyOCD would take for one memory', () => {
    const second = { ...f4, name: 'second', otp: { ...f4.otp, base: 0x1ff07800 } };
    expect(() => checkPackNames([f4, second])).toThrow(expect.objectContaining({ code: 'EXPORT_REFUSED' }));
    expect(() => checkPackNames([f4, { ...second, bankName: 'OTP2' }])).not.toThrow();
    expect(() => checkPackNames([f4, { ...second, lines: l4.lines }])).not.toThrow();
  });

  it('of any bank that the schema takes are refused, or the description keeps to its schema', async () => {
    const name = fc.stringMatching(/^[A-Z][A-Z.-]{0,2}$/);
    const core = fc.constantFrom('Cortex-M0+', 'Cortex-M4', 'Cortex-M85', 'Cortex-M9', 'ARM7TDMI', '"<&');
    const made = madeUpBanks[0]!;
    let refused = 0;
    const numRuns = runs(60);
    await fc.assert(
      fc.asyncProperty(name, core, name, async (device, dcore, bankName) => {
        const text = await exportPack([{ ...made, bank: bankOf(device, dcore, bankName) }]).catch(
          ({ code }) => {
            expect(code).toBe('EXPORT_REFUSED');
            refused += 1;
          },
        );
        if (!text) return;
        const input = String(text[0]?.content);
        const { status } = spawnSync(
          'xmllint',
          ['--nonet', '--noout', '--schema', 'test/export/pdsc.xsd', '-'],
          { input },
        );
        expect(status).toBe(0);
      }),
      { numRuns },
    );
    expect(refused).toBeGreaterThan(0);
    expect(refused).toBeLessThan(numRuns);
  });

  it('are told on the command line, and nothing is written', () =>
    inFolder(async (folder) => {
      mkdirSync(join(folder, 'otpforge', 'banks'), { recursive: true });
      const yaml = readFileSync('banks/stm32f4.yaml', 'utf8').replaceAll('STM32F401CB:', 'STM32F401.CB:');
      writeFileSync(join(folder, 'otpforge', 'banks', 'f4.yaml'), yaml);
      const { exitCode, stderr } = await otpforge(
        ['export', 'pack', '--banks', 'otpforge/banks', '--out', 'x.pack'],
        folder,
      );
      expect({ exitCode, stderr }).toEqual({
        exitCode: 5,
        stderr: expect.stringContaining('stm32f4-otp: lines.devices "STM32F401.CB" may have letters'),
      });
      expect(existsSync(join(folder, 'x.pack'))).toBe(false);
      expect(
        (
          await otpforge(
            [
              ...['export', 'pack', '--banks', 'otpforge/banks'],
              ...['--bank', 'stm32l4-otp', '--out', 'x.pack'],
            ],
            folder,
          )
        ).exitCode,
      ).toBe(0);
    }));
});
