import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkDump, merge, plan, program, read, verify } from '../../src/index.js';
import { inFolder } from '../support/cli.js';

const layout = `format: otpforge.layout/1
bank: stm32f4-otp
lock: [0]
fields:
  serial: { offset: 0x00, type: ascii, length: 16, pad: 0x00, unique: true }
  rev: { offset: 0x10, type: u16 }
  crc: { offset: 0x12, type: crc, algorithm: crc16-modbus, over: [serial, rev] }
  gain: { offset: 0x20, type: u16, when: late, secret: true }
`;

interface Bench {
  readonly path: (name: string) => string;
  /** Merges a unit's data into `out`, and only `stages` of it. */
  readonly unit: (out: string, serial: string, stages?: readonly string[]) => Promise<unknown>;
  readonly program: (image: string, more?: object) => ReturnType<typeof program>;
  readonly plan: (image: string, more?: object) => ReturnType<typeof plan>;
  readonly verify: (image: string) => ReturnType<typeof verify>;
  /** The bank's bytes as they are now. */
  readonly otp: () => Promise<string>;
}

const onBench = (work: (bench: Bench) => Promise<void>, text = layout) =>
  inFolder(async (folder) => {
    const path = (name: string) => join(folder, name);
    await writeFile(path('otp.yaml'), text);
    await writeFile(
      path('fw.bin'),
      Uint8Array.of(0, 0x10, 0, 0x20, 0x09, 0, 0, 0x08, 0xfe, 0xe7, 0xfe, 0xe7),
    );
    await merge({ inputs: [{ path: path('fw.bin'), address: 0x08000000 }], output: path('fw.hex') });
    const target = { probe: `sim:STM32F401RE,file=${path('unit.chip')}`, layout: path('otp.yaml') };
    await work({
      path,
      unit: (out, serial, stages = []) =>
        merge({
          inputs: [],
          output: path(out),
          layout: path('otp.yaml'),
          set: [`serial=${serial}`, 'rev=2', ...(stages.length > 0 ? ['gain=513'] : [])],
          stages,
        }),
      program: (image, more = {}) =>
        program({ ...target, image: path(image), confirm: async () => true, ...more }),
      plan: (image, more = {}) => plan({ ...target, image: path(image), ...more }),
      verify: (image) => verify({ ...target, image: path(image) }),
      otp: async () => {
        const { bytes = '' } = await read({ probe: target.probe });
        return bytes;
      },
    });
  });

const check = { address: 0x1fff7812, length: 2 };

const codes = ({ refusals }: { readonly refusals: readonly { readonly code: string }[] }) =>
  refusals.map(({ code }) => code);

describe('the verdict on a unit', () => {
  it('names the unit that is read back, in each command', async () => {
    await onBench(async ({ unit, program: burn, verify: compare, path, otp }) => {
      await unit('unit.hex', 'SN-000013');
      const report = await burn('unit.hex');
      expect(report).toMatchObject({
        result: 'done',
        locksSet: 1,
        unit: { text: 'serial SN-000013, crc correct', besides: 'gain blank' },
      });
      expect(report.unit?.fields.find(({ name }) => name === 'gain')).toMatchObject({ judged: false });
      expect(await burn('unit.hex')).toMatchObject({
        result: 'nothing-to-do',
        unit: { text: report.unit?.text },
      });
      expect(await compare('unit.hex')).toMatchObject({ result: 'equal', unit: { text: report.unit?.text } });
      await writeFile(path('otp.bin'), Buffer.from((await otp()).replaceAll(' ', ''), 'hex'));
      const dump = { dump: path('otp.bin'), image: path('unit.hex'), device: 'STM32F401RE' };
      expect(await checkDump({ ...dump, layout: path('otp.yaml') })).toMatchObject({
        result: 'verified',
        unit: { text: 'serial SN-000013, crc correct' },
      });
    });
  });

  it('fails a check that the bytes on the chip do not give, and sets no lock', async () => {
    await onBench(async ({ unit, program: burn, verify: compare, path, otp }) => {
      await unit('unit.hex', 'SN-000013');
      await unit('other.hex', 'SN-000014');
      // The serial number of one, the check of the other.
      await merge({
        inputs: [{ path: path('unit.hex') }],
        output: path('head.hex'),
        without: [check],
      });
      await merge({
        inputs: [{ path: path('other.hex') }],
        output: path('crc.hex'),
        only: [check],
      });
      await merge({
        inputs: [{ path: path('head.hex') }, { path: path('crc.hex') }],
        output: path('bad.hex'),
      });
      await expect(burn('bad.hex')).rejects.toMatchObject({
        code: 'UNIT_INVALID',
        exitCode: 6,
        message: expect.stringMatching(/crc at 0x1FFF7812 does not match the bytes it covers/),
      });
      const bytes = (await otp()).split(' ');
      expect([bytes[0], bytes[0x200]]).toEqual(['53', 'FF']);
      await expect(burn('bad.hex')).rejects.toMatchObject({ code: 'UNIT_INVALID' });
      expect(await compare('bad.hex')).toMatchObject({
        result: 'different',
        unit: { problems: [expect.stringMatching(/^crc at/)] },
      });
    });
  });

  it('fails a check that the image left out', async () => {
    await onBench(async ({ unit, program: burn, path }) => {
      await unit('unit.hex', 'SN-000013');
      await merge({
        inputs: [{ path: path('unit.hex') }],
        output: path('part.hex'),
        only: [{ address: 0x1fff7800, length: 0x12 }],
      });
      await expect(burn('part.hex')).rejects.toMatchObject({
        code: 'UNIT_INVALID',
        message: expect.stringMatching(/crc at 0x1FFF7812 is blank/),
      });
    });
  });

  it('passes a later stage by the values that are there, and shows no secret', async () => {
    await onBench(
      async ({ unit, program: burn }) => {
        await unit('unit.hex', 'SN-000013');
        await burn('unit.hex');
        await unit('late.hex', 'SN-000013', ['late']);
        const { unit: verdict } = await burn('late.hex');
        expect(verdict).toMatchObject({ text: 'serial SN-000013, crc correct' });
        const gain = verdict?.fields.find(({ name }) => name === 'gain');
        expect(gain).toEqual({ name: 'gain', state: 'value', judged: true });
        expect(JSON.stringify(verdict)).not.toMatch(/513|0201/);
      },
      layout.replace('lock: [0]\n', ''),
    );
  });

  it('says nothing of a unit without a layout', async () => {
    await onBench(async ({ program: burn }) => {
      const report = await burn('fw.hex', { layout: undefined });
      expect(report.unit).toBeUndefined();
      expect(report.plan.units).toEqual([]);
    });
  });
});

describe('an image that carries none of the fields', () => {
  it('is refused on a chip without a unit, before anything is written', async () => {
    await onBench(async ({ plan: look, program: burn }) => {
      expect(codes(await look('fw.hex'))).toEqual(['NO_UNIT']);
      const report = await burn('fw.hex');
      expect(report).toMatchObject({ result: 'refused', firmware: [] });
      expect(codes(report.plan)).toEqual(['NO_UNIT']);
    });
  });

  it('is taken with firmwareOnly, and then has no unit', async () => {
    await onBench(async ({ program: burn }) => {
      const report = await burn('fw.hex', { firmwareOnly: true });
      expect(report).toMatchObject({ result: 'done', unitsBurnt: 0 });
      expect(report.unit).toBeUndefined();
    });
  });

  it('updates the firmware of a valid unit, which the verdict names', async () => {
    await onBench(async ({ unit, program: burn }) => {
      await unit('unit.hex', 'SN-000013');
      await burn('unit.hex');
      for (const result of ['done', 'nothing-to-do']) {
        expect(await burn('fw.hex')).toMatchObject({
          result,
          unit: { text: 'serial SN-000013, crc correct' },
        });
      }
    });
  });

  it('does not update the firmware of a unit that is not valid', async () => {
    await onBench(
      async ({ unit, program: burn, plan: look, path }) => {
        await unit('unit.hex', 'SN-000013');
        await burn('unit.hex');
        await writeFile(path('zero.bin'), Uint8Array.of(0));
        const image = { path: path('zero.bin'), address: 0x1fff7810 };
        await merge({ inputs: [image], output: path('zero.hex') });
        await burn('zero.hex', { layout: undefined });
        expect(codes(await look('fw.hex'))).toEqual(['NO_UNIT']);
      },
      layout.replace('lock: [0]\n', ''),
    );
  });

  it('is refused where it has other OTP bytes, with or without a unit', async () => {
    await onBench(async ({ unit, program: burn, plan: look, path }) => {
      await writeFile(path('stray.bin'), Uint8Array.of(1));
      const image = { path: path('stray.bin'), address: 0x1fff79e0 };
      await merge({ inputs: [image], output: path('stray.hex') });
      expect(codes(await look('stray.hex'))).toEqual(['NO_UNIT']);
      expect(codes(await look('stray.hex', { firmwareOnly: true }))).toEqual(['FIRMWARE_ONLY', 'NO_UNIT']);
      await unit('unit.hex', 'SN-000013');
      await burn('unit.hex');
      expect(codes(await look('stray.hex'))).toEqual(['NO_UNIT']);
    });
  });
});

describe('firmwareOnly', () => {
  it('takes no image with OTP bytes, with or without a layout', async () => {
    await onBench(async ({ unit, plan: look }) => {
      await unit('unit.hex', 'SN-000013');
      expect(codes(await look('unit.hex', { firmwareOnly: true }))).toEqual(['FIRMWARE_ONLY']);
      expect(codes(await look('unit.hex', { firmwareOnly: true, layout: undefined }))).toEqual([
        'FIRMWARE_ONLY',
      ]);
    });
  });
});

describe('a slot that is older than what the chip holds', () => {
  const record = `format: otpforge.layout/1
bank: stm32f4-otp
records:
  identity:
    offset: 0
    slots: 3
    stride: 0x20
    sequence: issue
    fields:
      issue: { offset: 0, type: u16 }
      serial: { offset: 2, type: ascii, length: 10, pad: 0 }
      rev: { offset: 12, type: u16 }
      crc: { offset: 14, type: crc, algorithm: crc32, over: [issue, serial, rev] }
`;

  it('is refused, since it would never count', async () => {
    await onBench(async ({ program: burn, plan: look, path }) => {
      const slot = (number: number, serial: string) =>
        merge({
          inputs: [],
          output: path(`slot${number}.hex`),
          layout: path('otp.yaml'),
          set: [`serial=${serial}`, 'rev=1'],
          slot: number,
        });
      await slot(1, 'SN-1');
      await slot(2, 'SN-2');
      expect(await burn('slot2.hex')).toMatchObject({ unit: { text: 'serial SN-2, crc correct' } });
      expect(codes(await look('slot1.hex'))).toEqual(['SLOT_OUTDATED']);
    }, record);
  });
});
