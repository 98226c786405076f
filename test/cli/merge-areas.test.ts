import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { data, EOF, page } from '../image/records.js';
import { inFolder, otpforge } from '../support/cli.js';

const lines = [
  page(0x0800_0000),
  data(0, 1, 2),
  page(0x1fff_0000),
  data(0x7000, 0x53, 0x4e, 0x2d, 0x30, 0x30, 0x34, 0x32, 0),
  data(0x7400, 9),
  EOF,
];

async function merged(folder: string, ...flags: string[]) {
  await writeFile(join(folder, 'fw.hex'), lines.join('\n'));
  return otpforge(['merge', 'fw.hex', '-o', 'out.hex', ...flags], folder);
}

describe('merge with areas', () => {
  it.each([
    [
      'by name',
      ['--only', 'flash', '--only', 'otp', '--device', 'STM32L475VG'],
      /1 byte of fw\.hex \(--only\)/,
    ],
    [
      'by addresses',
      ['--without', '0x1FFF7400-0x1FFF740F'],
      /0x1FFF7400 to 0x1FFF7400, 1 byte of fw\.hex \(--without\)/,
    ],
    ['by one address', ['--without', '0x1fff7400'], /0x1FFF7400 to 0x1FFF7400/],
  ])('%s takes them, and prints what it left out', (_, flags, text) =>
    inFolder(async (folder) => {
      const { exitCode, stdout } = await merged(folder, ...flags);
      expect([exitCode, stdout]).toEqual([0, expect.stringMatching(text)]);
      const output = await readFile(join(folder, 'out.hex'), 'utf8');
      expect(output.trim().split('\n')).toEqual([...lines.slice(0, 4), EOF]);
    }),
  );

  it.each(['ram', '0x10-0xF', '0x100000000', '1-2', 'flash-otp'])('refuses the area %s', (area) =>
    inFolder(async (folder) => {
      const { exitCode, stderr } = await merged(folder, '--only', area);
      expect([exitCode, stderr]).toEqual([
        2,
        expect.stringContaining('expected flash, otp, sector or an area'),
      ]);
    }),
  );

  it('refuses to keep a start address and none', () =>
    inFolder(async (folder) => {
      const { exitCode, stderr } = await merged(folder, '--start', 'none', '--start', 'fw.hex');
      expect([exitCode, stderr]).toEqual([2, expect.stringContaining('contradict each other')]);
    }));
});
