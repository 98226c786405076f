import { cp, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inFolder } from '../support/cli.js';
import { run } from './installed.js';

const firmware = resolve('firmware/example/example-f401.hex');

/** Runs an example in a folder that has its layout and table; `otpforge` is what is built here. */
async function inExample(
  work: (example: {
    readonly folder: string;
    readonly node: (script: string, ...args: string[]) => ReturnType<typeof run>;
  }) => Promise<void>,
): Promise<void> {
  await inFolder(async (folder) => {
    for (const name of ['otp.yaml', 'units.csv']) await cp(join('examples', name), join(folder, name));
    const node = (script: string, ...args: string[]) =>
      run(process.execPath, [resolve('examples', script), ...args], folder);
    await work({ folder, node });
  });
}

describe('examples/build.mjs', () => {
  it('makes a file for each row, firmware included', () =>
    inExample(async ({ folder, node }) => {
      expect(await node('build.mjs', firmware)).toMatchObject({
        exitCode: 0,
        output: expect.stringMatching(/^build\/unit-1\.hex: \d+ bytes\nbuild\/unit-2\.hex: \d+ bytes\n$/),
      });
      const texts = await Promise.all(
        [1, 2].map((row) => readFile(join(folder, 'build', `unit-${row}.hex`), 'latin1')),
      );
      const serial = (row: number) =>
        Buffer.from(`SN-EXAMPLE-${row}`, 'latin1').toString('hex').toUpperCase();
      expect(texts.map((text, index) => text.includes(serial(index + 1)))).toEqual([true, true]);
      expect(texts.every((text) => text.includes(':020000040800F2'))).toBe(true);
    }));
});

describe('examples/fixture.mjs', () => {
  it('is a fixture in 30 lines', async () => {
    const text = await readFile('examples/fixture.mjs', 'utf8');
    expect(
      text
        .trim()
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith('//')).length,
    ).toBeLessThanOrEqual(30);
  });

  it('reads, decides and burns; a board that is burnt is left alone, and so is a serial that is taken', () =>
    inExample(async ({ node }) => {
      const mac = '02:00:00:00:00:2A';
      const on = (chip: string) => `sim:STM32F401RE,file=${chip}.chip`;
      const first = await node('fixture.mjs', on('a'), 'SN-0042', mac, firmware);
      expect(first).toMatchObject({
        exitCode: 0,
        output: expect.stringMatching(/PASS: serial SN-0042, mac .*crc correct/),
      });
      expect(first.output.match(/^ {2}connect$/gm)).toHaveLength(1);
      expect(await node('fixture.mjs', on('a'), 'SN-0043', mac, firmware)).toMatchObject({
        exitCode: 5,
        output: expect.stringContaining('FAIL: this board is SN-0042'),
      });
      expect(await node('fixture.mjs', on('a'), 'SN-0042', mac, firmware)).toMatchObject({ exitCode: 0 });
      expect(await node('fixture.mjs', on('b'), 'SN-0042', mac, firmware)).toMatchObject({
        exitCode: 5,
        output: expect.stringMatching(/FAIL: serial SN-0042 belongs to another die/),
      });
      expect(await node('fixture.mjs', on('b'), 'sn 43', mac)).toMatchObject({
        exitCode: 3,
        output: expect.stringContaining('FAIL: '),
      });
      expect(await node('fixture.mjs', on('b'), 'SN-0043', '02:00:00:00:00:2B')).toMatchObject({
        exitCode: 0,
      });
    }));
});

describe('examples/fixture.mjs, run again after an interruption', () => {
  it('finishes what it began', () =>
    inExample(async ({ node }) => {
      const unit = ['SN-0042', '02:00:00:00:00:2A'];
      const cut = await node('fixture.mjs', 'sim:STM32F401RE,file=a.chip,fault=power@5', ...unit);
      expect(cut).toMatchObject({ exitCode: 7, output: expect.stringMatching(/FAIL: interrupted /) });
      expect(await node('fixture.mjs', 'sim:STM32F401RE,file=a.chip', ...unit)).toMatchObject({
        exitCode: 0,
        output: expect.stringContaining('PASS: serial SN-0042'),
      });
    }));
});

describe('examples/check.mjs', () => {
  it('passes where every row makes a unit, and fails where one does not', () =>
    inExample(async ({ folder, node }) => {
      const good = await node('check.mjs', firmware);
      expect(good).toMatchObject({
        exitCode: 0,
        output: expect.stringMatching(/^row 1: serial SN-EXAMPLE-1.*\nrow 2: serial SN-EXAMPLE-2.*\n$/),
      });
      await writeFile(
        join(folder, 'units.csv'),
        'serial,mac\nSN-0001,02:00:00:00:00:01\nSN-0001,02:00:00:00:00:02\n',
      );
      expect(await node('check.mjs', firmware)).toMatchObject({
        exitCode: 3,
        output: expect.stringContaining('SN-0001'),
      });
      const overlap = join(folder, 'otp.hex');
      await writeFile(overlap, ':020000041FFFDC\n:017800000087\n:00000001FF\n');
      await cp('examples/units.csv', join(folder, 'units.csv'));
      expect(await node('check.mjs', overlap)).toMatchObject({ exitCode: 3 });
    }));
});
