import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeIntelHex } from '../../src/image/index.js';
import { program } from '../../src/index.js';
import { inFolder, otpforge } from '../support/cli.js';
import { imageOf } from '../support/images.js';
import { withSimulate } from '../support/simulate.js';

describe.each([
  { device: 'STM32F401RE', base: 0x1fff7800 },
  { device: 'STM32L476RG', base: 0x1fff7000 },
])('otpforge program and rehearsals, $device', ({ device, base }) => {
  const inProject = (work: (folder: string, burn: Burn) => Promise<void>) =>
    inFolder(async (folder) => {
      const unit = async (name: string, bytes: number[]) =>
        writeFile(join(folder, name), writeIntelHex(imageOf([base, bytes])));
      await unit('one.hex', [1, 2, 3, 4, 5, 6, 7, 8]);
      await unit('two.hex', [9, 2, 3, 4, 5, 6, 7, 8]);
      await unit(
        'longer.hex',
        Array.from({ length: 16 }, (_, index) => index),
      );
      await work(folder, async (image, ...flags) => {
        const result = await otpforge(
          ['program', image, '--probe', `sim:${device}`, '--yes', '--json', ...flags],
          folder,
        );
        expect(result).toMatchObject({ exitCode: 0, stderr: '' });
        return JSON.parse(result.stdout).rehearsal;
      });
    });
  type Burn = (image: string, ...flags: string[]) => Promise<string | undefined>;

  it('rehearse the first unit of a shape behind a probe, and remember it', () =>
    inProject(async (folder) => {
      const burnt = (image: string, ...flags: string[]) =>
        withSimulate([device], async ({ probe }) => {
          const args = [
            'program',
            image,
            '--device',
            device,
            '--probe',
            probe,
            '--yes',
            '--shared',
            '--json',
            ...flags,
          ];
          const result = await otpforge(args, folder);
          expect(result).toMatchObject({ exitCode: 0, stderr: '' });
          return JSON.parse(result.stdout).rehearsal;
        });
      expect(await burnt('one.hex', '--no-rehearse')).toBeUndefined();
      expect(await burnt('one.hex')).toBe('rehearsed');
      expect(await burnt('two.hex')).toBe('remembered');
      expect(await burnt('longer.hex')).toBe('rehearsed');
      expect(await burnt('two.hex', '--rehearse')).toBe('rehearsed');
    }));

  it('rehearse for a simulated chip only when asked to, and say so', () =>
    inProject(async (folder, burn) => {
      expect(await burn('one.hex')).toBeUndefined();
      const probe = ['--probe', `sim:${device},file=unit.chip`];
      const text = await otpforge(
        ['program', 'one.hex', ...probe, '--yes', '--shared', '--rehearse'],
        folder,
      );
      expect(text.stdout).toContain('rehearsed first on a simulated copy of this chip, as planned');
      const again = await otpforge(
        ['program', 'one.hex', ...probe, '--yes', '--shared', '--rehearse', '--json'],
        folder,
      );
      expect(JSON.parse(again.stdout)).not.toHaveProperty('rehearsal');
      expect(await readFile(join(folder, 'state', 'rehearsed.json'), 'utf8')).toContain(
        'otpforge.rehearsed/1',
      );
    }));

  it('are off in the library unless asked for', () =>
    inProject(async (folder) => {
      const options = { image: join(folder, 'one.hex'), probe: `sim:${device}`, confirm: async () => true };
      expect(await program(options)).not.toHaveProperty('rehearsal');
      expect(await program({ ...options, rehearse: true })).toMatchObject({ rehearsal: 'rehearsed' });
    }));
});
