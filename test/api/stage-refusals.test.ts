import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { merge, plan, program, read } from '../../src/index.js';
import { inFolder } from '../support/cli.js';

const layout = [
  'format: otpforge.layout/2',
  'bank: stm32f4-otp',
  'lock: [0]',
  'fields:',
  '  serial: { offset: 0, type: ascii, length: 8, pad: 0x00, when: factory }',
  '  rev: { offset: 8, type: u8, when: final }',
  '  check: { offset: 12, type: crc, algorithm: crc32, over: [serial, rev], when: final }',
  '',
].join('\n');

/** Chips of which some have their first stage, and an image of the second one by the dump of one. */
async function onBench(
  work: (bench: {
    readonly named: (name: string) => string;
    readonly stage: (chip: string, serial: string) => Promise<void>;
    readonly second: (chip: string) => Promise<string>;
    readonly target: (chip: string) => { probe: string; layout: string };
    readonly options: (image: string, chip: string) => { image: string; probe: string; layout: string };
  }) => Promise<void>,
): Promise<void> {
  await inFolder(async (folder) => {
    const named = (name: string) => join(folder, name);
    await writeFile(named('otp.yaml'), layout);
    const target = (chip: string) => ({
      probe: `sim:STM32F401RE,file=${named(`${chip}.chip`)}`,
      layout: named('otp.yaml'),
    });
    const options = (image: string, chip: string) => ({ image, ...target(chip) });
    await work({
      named,
      options,
      target,
      stage: async (chip, serial) => {
        const output = named(`${chip}-1.hex`);
        const set = [`serial=${serial}`];
        await merge({ inputs: [], layout: named('otp.yaml'), set, stages: ['factory'], output });
        await program({ ...options(output, chip), confirm: async () => true });
      },
      second: async (chip) => {
        const [chipDump, output] = [named(`${chip}-otp.hex`), named(`${chip}-2.hex`)];
        await read({ ...target(chip), output: chipDump });
        const made = { inputs: [], layout: named('otp.yaml'), set: ['rev=7'], stages: ['final'] };
        const { warnings } = await merge({ ...made, chipDump, output });
        expect(warnings).toEqual([]);
        return output;
      },
    });
  });
}

describe('the second stage of a unit, merged by a dump of the chip', () => {
  it('completes the unit of the first one, and locks its block', () =>
    onBench(async ({ stage, second, options, target }) => {
      await stage('a', 'SN-0001');
      const image = await second('a');
      const report = await program({ ...options(image, 'a'), confirm: async () => true });
      expect(report).toMatchObject({ result: 'done', locksSet: 1 });
      const { fields, lockedBlocks } = await read(target('a'));
      expect(fields.map(({ text, state, crcOk }) => [text, state, crcOk])).toEqual([
        ['SN-0001', 'value', undefined],
        ['7 (0x07)', 'value', undefined],
        [expect.any(String), 'value', true],
      ]);
      expect(lockedBlocks).toEqual([0]);
    }));

  it.each([
    ['another first stage', 'SN-0002', ['CHECK_DIFFERS']],
    ['none', undefined, ['CHECK_DIFFERS', 'LOCK_UNWRITTEN']],
  ])('is refused on a chip with %s, which stays as it was', (_, serial, codes) =>
    onBench(async ({ stage, second, options, named }) => {
      await stage('a', 'SN-0001');
      const image = await second('a');
      if (serial) await stage('b', serial);
      const found = await plan(options(image, 'b'));
      expect(found.refusals.map(({ code }) => code)).toEqual(codes);
      const before = await readFile(named('b.chip'));
      const report = await program({ ...options(image, 'b'), confirm: async () => true });
      expect(report.result).toBe('refused');
      expect(await readFile(named('b.chip'))).toEqual(before);
    }),
  );
});
