import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { merge, type ProgramOptions, plan, program } from '../../src/index.js';
import { inFolder } from '../support/cli.js';

const layout = (serial = 'unique: true') => `format: otpforge.layout/1
bank: stm32f4-otp
fields:
  serial: { type: ascii, offset: 0, length: 8, pad: 0x00, ${serial} }
  rev:    { type: u8, offset: 8, unique: false }
`;

type Options = Partial<ProgramOptions>;

/** Chips, images and a journal in a folder; `burn` burns an image into a chip. */
async function onBench(
  work: (bench: {
    image: (serial: string, rev?: number) => Promise<string>;
    burn: (image: string, chip: string, options?: Options) => ReturnType<typeof program>;
    planned: (image: string, chip: string, options?: Options) => ReturnType<typeof plan>;
    lines: () => Promise<Record<string, unknown>[]>;
    folder: string;
  }) => Promise<void>,
  text = layout(),
): Promise<void> {
  await inFolder(async (folder) => {
    const named = (name: string) => join(folder, name);
    await writeFile(named('otp.yaml'), text);
    const options = (image: string, chip: string) => ({
      image,
      probe: `sim:STM32F401RE,file=${named(`${chip}.chip`)}`,
      layout: named('otp.yaml'),
      journal: named('journal.jsonl'),
    });
    await work({
      folder,
      image: async (serial, rev = 1) => {
        const output = named(`${serial}-${rev}.hex`);
        await merge({
          inputs: [],
          layout: named('otp.yaml'),
          set: [`serial=${serial}`, `rev=${rev}`],
          output,
        });
        return output;
      },
      burn: (image, chip, more = {}) =>
        program({ ...options(image, chip), confirm: async () => true, ...more }),
      planned: (image, chip, more = {}) => plan({ ...options(image, chip), ...more }),
      lines: async () => {
        const journal = await readFile(named('journal.jsonl'), 'utf8');
        return journal
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line));
      },
    });
  });
}

describe('two runs that burn one serial at the same moment', () => {
  it('the one that begins later is refused, though nothing was known when its plan was made', () =>
    onBench(async ({ image, burn, lines }) => {
      const serial = await image('SN-1');
      const late = burn(serial, 'b', {
        confirm: async (shown) => {
          expect(shown.refusals).toEqual([]);
          expect(await burn(serial, 'a')).toMatchObject({ result: 'done' });
          return true;
        },
      });
      await expect(late).rejects.toMatchObject({
        code: 'UNIT_ALREADY_BURNT',
        exitCode: 5,
        message: expect.stringMatching(/^serial SN-1 belongs to another die: .* nothing was written$/),
      });
      const begins = (await lines()).filter(({ state }) => state === 'begin');
      expect(begins).toHaveLength(1);
      expect((await lines()).at(-1)).toMatchObject({
        state: 'end',
        result: 'refused',
        codes: ['UNIT_ALREADY_BURNT'],
        values: [{ field: 'serial', value: 'SN-1' }],
        written: 'nothing',
      });
    }));

  it('equal OTP bytes that nobody was shown are refused too', () =>
    onBench(async ({ image, burn }) => {
      const same = await image('SN-1');
      const late = burn(same, 'b', {
        confirm: async () => {
          await burn(same, 'a');
          return true;
        },
      });
      await expect(late).rejects.toMatchObject({ code: 'UNIT_ALREADY_BURNT' });
      expect(await burn(same, 'b', { shared: true })).toMatchObject({ result: 'done' });
    }, layout('unique: false')));
});

describe('a run with nothing to burn', () => {
  it('asks nobody, though another die has its values', () =>
    onBench(async ({ image, burn, planned, folder }) => {
      const serial = await image('SN-1');
      await burn(serial, 'a');
      await burn(serial, 'b', { journal: join(folder, 'another.jsonl') });
      expect(await planned(serial, 'b')).toMatchObject({ refusals: [] });
      expect(await burn(serial, 'b')).toMatchObject({ result: 'nothing-to-do' });
    }));
});

describe('what the journal keeps of a unit', () => {
  it('are its unique values, and a keyed hash of its OTP part', () =>
    onBench(async ({ image, burn, lines }) => {
      await burn(await image('SN-1'), 'a');
      const [begin, end] = await lines();
      expect(begin).toMatchObject({
        medium: 'simulated',
        values: [{ field: 'serial', value: 'SN-1' }],
        otp: expect.stringMatching(/^[0-9a-f]{64}$/),
      });
      expect(end).toMatchObject({ medium: 'simulated', written: 'otp' });
      expect(end).not.toHaveProperty('values');
    }));

  it('is a keyed hash of a secret value, the same for the same value', () =>
    onBench(async ({ image, burn, lines, folder }) => {
      const serial = await image('SN-1');
      await burn(serial, 'a');
      expect(await burn(serial, 'b')).toMatchObject({
        result: 'refused',
        plan: {
          refusals: [
            {
              code: 'UNIT_ALREADY_BURNT',
              message: expect.stringMatching(/^serial \(secret\) belongs to another die/),
            },
          ],
        },
      });
      expect(await burn(await image('SN-2'), 'b')).toMatchObject({ result: 'done' });
      expect((await lines())[0]).toMatchObject({
        values: [{ field: 'serial', hmacSha256: expect.stringMatching(/^[0-9a-f]{64}$/) }],
      });
      expect(await readFile(join(folder, 'journal.jsonl'), 'utf8')).not.toContain('SN-');
    }, layout('unique: true, secret: true')));
});

describe('a board that holds another unit', () => {
  it('is named, though the bits could be had: SN-2 would go into SN-3', () =>
    onBench(async ({ image, burn }) => {
      await burn(await image('SN-3'), 'a');
      expect(await burn(await image('SN-2'), 'a')).toMatchObject({
        result: 'refused',
        plan: {
          refusals: [
            {
              code: 'OTHER_UNIT',
              message: expect.stringMatching(/^this board is SN-3, programmed 2.*, and the image is SN-2$/),
            },
          ],
        },
      });
    }));

  it('is not what an interrupted run of this unit has left', () =>
    onBench(async ({ image, burn, folder }) => {
      const serial = await image('SN-1');
      const cut = `sim:STM32F401RE,file=${join(folder, 'a.chip')},fault=power@4:1`;
      await expect(burn(serial, 'a', { probe: cut })).rejects.toMatchObject({ code: 'BURN_INTERRUPTED' });
      expect(await burn(serial, 'a')).toMatchObject({ result: 'done' });
    }));

  it('is not this unit with bits that something else has cleared: that is a conflict', () =>
    onBench(async ({ image, burn, folder }) => {
      const serial = await image('SN-1');
      await burn(serial, 'a');
      await burn(await image('SN-0'), 'a', { journal: join(folder, 'another.jsonl') });
      const { plan: refused } = await burn(serial, 'a');
      expect(refused.refusals.map(({ code }) => code)).toEqual(['CONFLICT']);
    }));

  it('may get more of its own unit: another field, later', () =>
    onBench(async ({ image, burn }) => {
      await burn(await image('SN-1', 3), 'a');
      expect(await burn(await image('SN-1', 2), 'a')).toMatchObject({ result: 'done', unitsBurnt: 1 });
    }));
});

describe('equal OTP bytes', () => {
  it('are in the plan, and a reason to refuse only where nobody sees it', () =>
    onBench(async ({ image, burn, planned }) => {
      const same = await image('SN-1');
      await burn(same, 'a');
      const { alike, refusals } = await planned(same, 'b');
      expect(alike).toMatchObject({ dies: 1, last: { result: 'done' } });
      expect(refusals).toEqual([]);
      expect(await burn(same, 'b', { unattended: true })).toMatchObject({
        result: 'refused',
        plan: { refusals: [{ code: 'UNIT_ALREADY_BURNT' }] },
      });
      expect(await burn(same, 'b', { unattended: true, shared: true })).toMatchObject({ result: 'done' });
      expect(await burn(same, 'c')).toMatchObject({ result: 'done', plan: { alike: { dies: 2 } } });
    }, layout('unique: false')));
});
