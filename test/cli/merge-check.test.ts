import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inFolder, otpforge } from '../support/cli.js';

const layout = 'format: otpforge.layout/1\nbank: stm32f4-otp\nfields:\n  mac: { offset: 0, type: mac }\n';
const [one, two] = ['02:00:5E:10:00:01', '02:00:5E:10:00:02'];

describe('merge --check', () => {
  it('judges a table without a row and without an output', async () => {
    await inFolder(async (folder) => {
      await writeFile(join(folder, 'otp.yaml'), layout);
      await writeFile(join(folder, 'units.csv'), `mac\n${one}\n${two}\n`);
      const args = ['merge', '--layout', 'otp.yaml', '--csv', 'units.csv', '--check'];
      expect(await otpforge(args, folder)).toEqual({
        exitCode: 0,
        stdout: 'units.csv: 2 rows, none has a fault\n',
        stderr: '',
      });
      await writeFile(join(folder, 'units.csv'), `mac\n${one}\n${two}\n${one}\n`);
      const refused = await otpforge(args, folder);
      expect(refused).toMatchObject({ exitCode: 3, stdout: '' });
      expect(refused.stderr).toMatch(/row 1, column mac: .* is in row 3/);
      const chosen = await otpforge([...args, '--row', '2', '-o', 'unit.hex'], folder);
      expect(chosen).toMatchObject({ exitCode: 3, stdout: '' });
    });
  });

  it.each([
    ['no output', ['--row', '1'], /--output is missing/],
    ['no table', ['--check', '--row', '1', '-o', 'a.hex'], /--check means nothing without --csv/],
    ['no table at all', ['--check'], /--csv is missing/],
    [
      'a firmware without a row',
      ['fw.hex', '--csv', 'units.csv', '--check'],
      /cannot be merged without a row/,
    ],
  ])('is refused with %s', async (_what, args, message) => {
    await inFolder(async (folder) => {
      await writeFile(join(folder, 'otp.yaml'), layout);
      const table = args.includes('--row') && !args.includes('--check') ? ['--csv', 'units.csv'] : [];
      const refused = await otpforge(['merge', '--layout', 'otp.yaml', ...table, ...args], folder);
      expect(refused).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringMatching(message) });
    });
  });
});
