import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkTable, merge } from '../../src/index.js';
import { inFolder } from '../support/cli.js';

const layout = `format: otpforge.layout/1
bank: stm32l4-otp
fill: 0x00
fields:
  serial: { type: utf8, offset: 0x00, length: 24, pad: 0x00 }
  mac:    { type: mac, offset: 0x18 }
  rev:    { type: u16, offset: 0x20, default: 1 }
  made:   { type: date, encoding: unix32, offset: 0x28, default: "2026-01-01" }
`;
const header = 'serial,mac,rev,made\r\n';
const row = (serial: string, last = 1) => `${serial},02:00:5E:10:00:0${last},1,2026-03-14\r\n`;

const withTable = (text: string, work: (use: ReturnType<typeof inside>) => Promise<void>) =>
  inFolder(async (folder) => {
    await writeFile(join(folder, 'lay.yaml'), layout);
    await writeFile(join(folder, 'units.csv'), text);
    await work(inside(folder));
  });

const inside = (folder: string) => {
  const files = { layout: join(folder, 'lay.yaml'), csv: join(folder, 'units.csv') };
  return {
    merge: (number: number, more = {}) =>
      merge({
        inputs: [],
        output: join(folder, 'unit.hex'),
        layout: files.layout,
        csv: { file: files.csv, row: number },
        ...more,
      }),
    check: () => checkTable(files),
    files: () => readdir(folder),
  };
};

describe('a merge of one row', () => {
  it('refuses a row that stands in the table twice, by either copy', async () => {
    await withTable(header + row('SN-0001') + row('SN-0001'), async ({ merge: mergeRow, files }) => {
      for (const number of [1, 2]) {
        await expect(mergeRow(number)).rejects.toMatchObject({
          code: 'UNIT_DATA_DUPLICATE',
          exitCode: 3,
          message: expect.stringMatching(/column mac: mac: "02:00:5E:10:00:01" is in row/),
        });
      }
      expect(await files()).not.toContain('unit.hex');
    });
  });

  it.each([
    [
      'a formula around a text',
      `"=""0001""",02:00:5E:10:00:01,1,2026-03-14\r\n`,
      /"=\\"0001\\"" is a formula/,
    ],
    ['a rounded number', row('1.00E+10'), /"1\.00E\+10" is a rounded number/],
    ['an override of direction', row('SN-\u202e0001'), /"SN-\\u202E0001" holds U\+202E/],
    ['a byte order mark', row('0001\ufeff'), /"0001\\uFEFF" holds U\+FEFF/],
    ['a soft hyphen', row('A\u00adB'), /"A\\u00ADB" holds U\+00AD/],
    ['a Cyrillic letter', row('\u0421N-1'), /holds U\+0421, which looks like a Latin letter/],
  ])('refuses %s as a serial number', async (_what, text, message) => {
    await withTable(header + text, async ({ merge: mergeRow, check, files }) => {
      await expect(mergeRow(1)).rejects.toMatchObject({
        code: 'LAYOUT_VALUE',
        exitCode: 3,
        message: expect.stringMatching(message),
      });
      await expect(check()).rejects.toMatchObject({ code: 'UNIT_DATA_TABLE', exitCode: 3 });
      expect(await files()).not.toContain('unit.hex');
    });
  });

  it('warns of another row, and refuses it with a check', async () => {
    await withTable(header + row('SN-0001') + row('#N/A', 2), async ({ merge: mergeRow, files }) => {
      await expect(mergeRow(1, { check: true })).rejects.toMatchObject({ code: 'UNIT_DATA_TABLE' });
      expect(await files()).not.toContain('unit.hex');
      const { warnings } = await mergeRow(1);
      expect(warnings.map(({ code }) => code)).toEqual(['TABLE_FAULTS', 'TABLE_FAULTS']);
      expect(await files()).toContain('unit.hex');
    });
  });
});

describe('a check of the whole table', () => {
  it('counts the rows and writes nothing', async () => {
    await withTable(header + row('SN-0001') + row('SN-0002', 2), async ({ check, files }) => {
      expect(await check()).toMatchObject({ format: 'otpforge.table/1', rows: 2 });
      expect((await files()).toSorted()).toEqual(['lay.yaml', 'units.csv']);
    });
  });
});
