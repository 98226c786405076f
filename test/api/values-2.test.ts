import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inspect, merge, plan, program, read, type UnitValues, verify } from '../../src/index.js';
import { inFolder } from '../support/cli.js';

const layoutText = `format: otpforge.layout/2
bank: stm32f4-otp
fields:
  board: { offset: 0x00, type: ascii, length: 16, end: 0x00, pad: 0xFF }
  flags: { offset: 0x10, type: bits, bytes: 1, bits: { secure: 0, lang: { at: 1, width: 3, names: { de: 1, zh: 2 } } } }
  uses:  { offset: 0x14, type: unary, bytes: 4, from: lsb }
  check: { offset: 0x18, type: crc, algorithm: crc32, over: [board, flags] }
`;
const values = { board: 'B-7', flags: { secure: 1, lang: 'de' }, uses: 0 };

interface Bench {
  readonly layout: string;
  readonly probe: string;
  /** Merges some values into a file. */
  unit(values: UnitValues): Promise<string>;
}

const onBench = (work: (bench: Bench) => Promise<void>) =>
  inFolder(async (folder) => {
    const layout = join(folder, 'otp.yaml');
    await writeFile(layout, layoutText);
    const unit = async (given: UnitValues) => {
      const output = join(folder, 'unit.hex');
      await merge({ inputs: [], layout, values: given, output });
      return output;
    };
    await work({ layout, unit, probe: `sim:STM32F401RE,file=${join(folder, 'unit.chip')}` });
  });

describe('values of format 2 on a chip', () => {
  it('are burnt and read back, with the pad unwritten and the counter at 0', () =>
    onBench(async ({ layout, probe, unit }) => {
      const image = await unit(values);
      expect((await inspect({ inputs: [{ path: image }], layout })).fields).toMatchObject([
        { name: 'board', state: 'value', value: 'B-7' },
        { name: 'flags', value: { secure: 1, lang: 'de' }, text: 'secure=1, lang=de' },
        { name: 'uses', state: 'blank', value: 0 },
        { name: 'check', crcOk: true },
      ]);
      const report = await program({ confirm: async () => true, image, layout, probe });
      expect(report.result).toBe('done');
      const { fields } = await read({ probe, layout });
      expect(fields).toMatchObject([
        { value: 'B-7' },
        { value: { secure: 1, lang: 'de' } },
        { state: 'blank', value: 0, text: '0' },
        { crcOk: true },
      ]);
      expect((await verify({ image, layout, probe })).result).toBe('equal');
    }));

  it('show the step of a counter, which never goes back', () =>
    onBench(async ({ layout, probe, unit }) => {
      const stepTo = async (uses: number) => plan({ image: await unit({ ...values, uses }), layout, probe });
      const textOf = ({ values: shown }: Awaited<ReturnType<typeof stepTo>>) =>
        shown.find(({ field }) => field === 'uses')?.text;
      expect(textOf(await stepTo(12))).toBe('0 → 12');
      await program({ confirm: async () => true, image: await unit({ ...values, uses: 12 }), layout, probe });
      expect(textOf(await stepTo(12))).toBe('12');
      const next = await stepTo(13);
      expect([textOf(next), next.refusals]).toEqual(['12 → 13', []]);
      for (const uses of [11, 0]) {
        expect((await stepTo(uses)).refusals.map(({ code }) => code)).toContain('CONFLICT');
      }
      await program({ confirm: async () => true, image: await unit({ ...values, uses: 13 }), layout, probe });
      expect((await read({ probe, layout })).fields).toMatchObject([{}, {}, { value: 13 }, {}]);
    }));

  it('are refused where the pad of a text is not blank any more', () =>
    onBench(async ({ layout, probe, unit }) => {
      const other = join(layout, '..', 'other.hex');
      await merge({ inputs: [], layout, values: { ...values, board: 'B-7 long text' }, output: other });
      await program({ confirm: async () => true, image: other, probe });
      const { refusals } = await plan({ image: await unit(values), layout, probe });
      expect(refusals.map(({ code }) => code)).toContain('CONFLICT');
    }));
});
