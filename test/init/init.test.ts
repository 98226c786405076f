import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { init, merge, plan } from '../../src/index.js';
import { inFolder } from '../support/cli.js';

const chips = [
  { device: 'STM32F401RE', lock: true },
  { device: 'STM32F401RE', lock: false },
  { device: 'STM32L476RG', lock: false },
  { device: 'STM32H743ZI', lock: false },
] as const;

describe.each(chips)('init for $device, lock $lock', ({ device, lock }) => {
  it('writes three files, from which both example units are made', () =>
    inFolder(async (folder) => {
      const fields = ['serial', 'mac', 'eui64', 'revision', 'date', 'crc'];
      const document = await init({ device, lock, fields, folder });
      expect(document.rehearsal).toMatch(/serial SN-EXAMPLE-1, .*crc correct/);
      expect(readdirSync(folder).sort()).toEqual([...document.files].sort());
      for (const row of [1, 2]) {
        const output = join(folder, `${row}.hex`);
        const layout = join(folder, 'otp.yaml');
        await merge({ inputs: [], layout, csv: { file: join(folder, 'units.csv'), row }, output });
        const planned = await plan({ image: output, layout, probe: `sim:${device}` });
        expect(planned.refusals).toEqual([]);
        expect(planned.values).toContainEqual(
          expect.objectContaining({ field: 'serial', text: `SN-EXAMPLE-${row}` }),
        );
        expect(planned.units.some(({ kind }) => kind === 'lock')).toBe(lock);
      }
    }));
});

describe('init', () => {
  it('refuses a probe that is none, before it writes anything', () =>
    inFolder(async (folder) => {
      const run = init({ device: 'STM32L476RG', probe: 'usb\n: 1', folder });
      await expect(run).rejects.toMatchObject({ code: 'PROBE_URI' });
      expect(readdirSync(folder)).toEqual([]);
    }));

  it('names the chip and the address of a reserved sector', () =>
    inFolder(async (folder) => {
      await init({ device: 'STM32H743ZG', fields: ['serial', 'crc'], folder });
      const text = readFileSync(join(folder, 'otp.yaml'), 'utf8');
      expect(text).toContain('\nsector: { device: STM32H743ZG, address: 0x08160000 }\n');
      expect(text).not.toContain('bank:');
    }));

  it('locks the blocks that were chosen, of those that hold a field', () =>
    inFolder(async (folder) => {
      const fields = ['serial', 'mac', 'eui64', 'crc'];
      const locked = async (lock: boolean | readonly number[], name: string) => {
        const at = join(folder, name);
        mkdirSync(at);
        await init({ device: 'STM32F401RE', fields, lock, folder: at });
        return /^lock: .*$/m.exec(readFileSync(join(at, 'otp.yaml'), 'utf8'))?.[0];
      };
      expect(await locked(true, 'all')).toBe('lock: [0, 1]');
      expect(await locked([0], 'first')).toBe('lock: [0]');
      expect(await locked([1], 'second')).toBe('lock: [1]');
      expect(await locked([1, 0, 1], 'both')).toBe('lock: [0, 1]');
      expect(await locked([], 'none')).toBeUndefined();
      expect(await locked(false, 'no')).toBeUndefined();
    }));

  it('takes the chip that a simulated probe names, and asks for it where nothing does', () =>
    inFolder(async (folder) => {
      await expect(init({ folder })).rejects.toMatchObject({ code: 'DEVICE_NEEDED' });
      await expect(init({ folder, probe: 'jlink:' })).rejects.toMatchObject({ code: 'DEVICE_NEEDED' });
      expect(readdirSync(folder)).toEqual([]);
      const { device } = await init({ folder, probe: 'sim:STM32F401RE,file=mine.chip' });
      expect(device).toBe('STM32F401RE');
      const text = readFileSync(join(folder, 'otpforge.yaml'), 'utf8');
      expect(text).toMatch(/^device: STM32F401RE$/m);
      expect(text).toMatch(/^probe: "sim:STM32F401RE,file=mine\.chip"$/m);
    }));

  it.each(['otpforge.yaml', 'otp.yaml', 'units.csv'])(
    'never writes over %s, and then writes nothing',
    (name) =>
      inFolder(async (folder) => {
        writeFileSync(join(folder, name), 'mine');
        await expect(init({ device: 'STM32L476RG', folder })).rejects.toMatchObject({
          code: 'FILE_EXISTS',
          message: `${name} exists already; nothing was written`,
        });
        expect(readFileSync(join(folder, name), 'utf8')).toBe('mine');
        expect(readdirSync(folder)).toEqual([name]);
      }),
  );

  it.each([
    { options: { fields: ['serial', 'colour'] }, message: 'init has no field "colour"' },
    { options: { fields: ['crc'] }, message: 'a layout needs a field beside its CRC' },
    { options: { lock: true }, message: 'the OTP of STM32L476RG has no locks' },
    { options: { lock: [0] }, message: 'the OTP of STM32L476RG has no locks' },
    {
      options: { device: 'STM32F401RE', lock: [0, 1] },
      message: 'block 1 holds no field, so init does not lock it',
    },
    {
      options: { probe: 'jlink:1,library=evil.so' },
      message: expect.stringMatching(/^library= cannot be in the otpforge\.yaml of a project/),
    },
    {
      options: { probe: 'openocd:board.cfg' },
      message: expect.stringMatching(/^openocd: cannot be in the otpforge\.yaml of a project/),
    },
  ])('refuses a choice: $options', ({ options, message }) =>
    inFolder(async (folder) => {
      const run = init({ device: 'STM32L476RG', folder, ...options });
      await expect(run).rejects.toMatchObject({ code: 'USAGE', message });
      expect(existsSync(join(folder, 'otp.yaml'))).toBe(false);
    }),
  );
});
