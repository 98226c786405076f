import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { merge, plan, type UnitValues } from '../../src/index.js';
import { inFolder } from '../support/cli.js';

const secret = 'C0FFEE11';
const layoutText = `format: otpforge.layout/1
bank: stm32f4-otp
fields:
  serial: { type: ascii, offset: 0, length: 8, pad: 0x00 }
  rev:    { type: u16, offset: 8, default: 1 }
  id:     { type: u64, offset: 16, default: 0 }
  key:    { type: bytes, offset: 32, length: 4, secret: true, default: "00000000" }
`;

async function inProject(
  work: (named: (name: string) => string, layout: string) => Promise<void>,
): Promise<void> {
  await inFolder(async (folder) => {
    const named = (name: string) => join(folder, name);
    await writeFile(named('otp.yaml'), layoutText);
    await work(named, named('otp.yaml'));
  });
}

/** The bytes of a merged image from some address on. */
async function bytesOf(layout: string, values: UnitValues, at: number, length: number): Promise<string> {
  const { image } = await merge({ inputs: [], layout, values });
  const found = image.segments.find(
    ({ address, bytes }) => address <= at && at + length <= address + bytes.length,
  );
  return Buffer.from(found?.bytes.subarray(at - found.address, at - found.address + length) ?? []).toString(
    'hex',
  );
}

describe('unit values as an object', () => {
  it('take texts, numbers and bigints, as JSON files do', () =>
    inProject(async (_, layout) => {
      const values = { serial: 'SN-1', rev: 258, id: 2n ** 63n };
      expect(await bytesOf(layout, values, 0x1fff7800, 10)).toBe('534e2d31000000000201');
      expect(await bytesOf(layout, values, 0x1fff7810, 8)).toBe('0000000000000080');
    }));

  it('replace those of both files, and settings replace them', () =>
    inProject(async (named, layout) => {
      await writeFile(named('unit.json'), '{"serial": "SN-JSON", "rev": 1, "id": 1}');
      await writeFile(named('units.csv'), 'serial,rev\nSN-CSV,2\n');
      const { image } = await merge({
        inputs: [],
        layout,
        data: named('unit.json'),
        csv: { file: named('units.csv'), row: 1 },
        values: { serial: 'SN-OBJ', rev: 3 },
        set: ['rev=4'],
      });
      const [first] = image.segments;
      expect(
        Buffer.from(first?.bytes ?? [])
          .subarray(0, 10)
          .toString('latin1'),
      ).toBe('SN-OBJ\0\0\u0004\0');
    }));

  it.each([
    ['a number that is not exact', { serial: 'SN-1', id: 2 ** 60 }, 'LAYOUT_VALUE'],
    ['a number that is none', { serial: 'SN-1', rev: Number.NaN }, 'LAYOUT_VALUE'],
    ['a field that is not there', { serial: 'SN-1', revision: 2 }, 'LAYOUT_FIELD_UNKNOWN'],
    ['a value that is undefined', { serial: undefined }, 'UNIT_DATA_INVALID'],
    ['a list for a field that is not repeated', { serial: ['SN-1'] }, 'LAYOUT_FIELD_UNKNOWN'],
    ['no value of a field that needs one', {}, 'LAYOUT_VALUE_MISSING'],
  ])('are refused for %s, and never burnt as something else', (_, values, code) =>
    inProject(async (_named, layout) => {
      const options = { inputs: [], layout, values };
      await expect(Reflect.apply(merge, undefined, [options])).rejects.toMatchObject({ code });
    }),
  );
});

describe('merge without an output', () => {
  it('writes nothing, and returns what the file would hold', () =>
    inProject(async (named, layout) => {
      const options = { inputs: [], layout, values: { serial: 'SN-1', key: secret } };
      const { image, ...document } = await merge(options);
      await expect(stat(named('unit.hex'))).rejects.toMatchObject({ code: 'ENOENT' });
      const { output: _, ...written } = await merge({ ...options, output: named('unit.hex') });
      expect(image.hex).toBe(await readFile(named('unit.hex'), 'latin1'));
      expect(document).toEqual(written);
    }));

  it('shows secret fields only to who asks for the bytes', () =>
    inProject(async (_, layout) => {
      const document = await merge({ inputs: [], layout, values: { serial: 'SN-1', key: secret } });
      expect(document.image.hex).toContain(secret);
      for (const shown of [JSON.stringify(document), inspect(document, { depth: null, showHidden: true })]) {
        expect(shown).not.toContain(secret);
        expect(shown).not.toContain('192, 255, 238');
      }
    }));

  it('gives copies: nobody changes an image behind its back', () =>
    inProject(async (_, layout) => {
      const { image } = await merge({ inputs: [], layout, values: { serial: 'SN-1' } });
      const { hex } = image;
      for (const { bytes } of image.segments) bytes.fill(0);
      expect(image.hex).toBe(hex);
      expect(image.segments[0]?.bytes[0]).toBe(0x53);
    }));

  it('is no file of which an address would be given', () =>
    inProject(async (_, layout) => {
      const { image } = await merge({ inputs: [], layout, values: { serial: 'SN-1' } });
      await expect(plan({ image, address: 0x1fff7800, probe: 'sim:STM32F401RE' })).rejects.toMatchObject({
        code: 'IMAGE_ADDRESS_UNUSED',
      });
    }));
});
