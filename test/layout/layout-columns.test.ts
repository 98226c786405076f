import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  checkTable,
  chooseRow,
  encodeLayout,
  loadTable,
  loadUnit,
  parseLayout,
  parseTable,
} from '../../src/layout/index.js';
import { tableFaults } from '../../src/layout/table-faults.js';
import { useBanks } from './banks.js';

const banks = useBanks();
const fields = `fields:
  serial: { offset: 0, type: ascii, length: 8, end: 0, pad: 0xFF }
  rev: { offset: 8, type: u8, repeat: 2 }
  flags: { offset: 10, type: bits, bytes: 1, bits: { secure: 0, lang: { at: 1, width: 2, names: { de: 1, zh: 2 } } } }
`;
const columns = `columns:
  map: { serial: Serial Number, "rev[0]": Board, "flags.lang": Language }
  ignore: [No]
`;
const layout = (head = columns, body = fields) =>
  parseLayout(`format: otpforge.layout/2\n${head}${body}`, 'otp.yaml', banks.f4);

const csv = 'No,Serial Number,Board,rev[1],Language,flags.secure\n1,SN-1,3,4,de,0\n2,SN-2,5,6,zh,1\n';
const withCsv = async (work: (file: string) => Promise<void>, text = csv) => {
  const folder = await mkdtemp(join(tmpdir(), 'otpforge-columns-'));
  const file = join(folder, 'units.csv');
  await writeFile(file, text);
  await work(file).finally(() => rm(folder, { recursive: true }));
};

describe('the columns of a layout', () => {
  it('are those of a row and of a whole table', async () => {
    await withCsv(async (file) => {
      const { data } = await loadUnit({ csv: { file, where: { serial: 'SN-2' } } }, layout());
      const { image } = encodeLayout(layout(), data);
      expect(image.read(banks.f4.otp.base + 8, 3)).toEqual(Uint8Array.of(5, 6, 5));
      const use = await loadTable({ csv: file }, layout());
      expect(checkTable(layout(), { ...use, strict: true })).toEqual([]);
    });
  });

  it('go below those that the caller gives', async () => {
    const text = csv.replace('Serial Number', 'SN').replace('No,', 'Nr,');
    await withCsv(async (file) => {
      const given = { columns: { serial: 'SN' }, ignoreColumns: ['Nr'] };
      const { data } = await loadUnit({ csv: { file, row: 1, ...given } }, layout());
      expect(data.get('serial')?.value).toBe('SN-1');
      await expect(loadUnit({ csv: { file, row: 1 } }, layout())).rejects.toThrow(
        /units\.csv:1: the header has no column "Serial Number", which is to fill serial/,
      );
    }, text);
  });

  it.each([
    [
      'a field that is not there',
      'columns: { map: { sereal: SN } }\n',
      /columns\.map\.sereal: there is no field of this name/,
    ],
    [
      'one column for two fields',
      'columns: { map: { serial: SN, "rev[0]": SN } }\n',
      /columns\.map\.rev\[0\]: column "SN" already fills serial/,
    ],
    [
      'a column that is ignored',
      'columns: { map: { serial: SN }, ignore: [SN] }\n',
      /columns\.map\.serial: column "SN" is also ignored/,
    ],
  ])('cannot name %s', (_, head, message) => {
    expect(() => layout(head)).toThrow(message);
  });

  it('may fill the entries of a record that are found by a key', () => {
    const records = `records:
  entries: { offset: 0x20, slots: 2, stride: 8, kind: keyed, key: id, fields: { id: { offset: 0, type: u8 }, value: { offset: 4, type: u32 } } }
`;
    const of = (name: string) => layout(`columns: { map: { "${name}": One } }\n`, `${fields}${records}`);
    expect(of('entries[1].value').tableForm.columns).toEqual({ 'entries[1].value': 'One' });
    expect(() => of('entries[1].valeu')).toThrow(/there is no field of this name/);
  });

  it('are none of format 1', () => {
    const text = `format: otpforge.layout/1\n${columns}fields:\n  serial: { offset: 0, type: ascii, length: 8 }\n`;
    expect(() => parseLayout(text, 'otp.yaml', banks.f4)).toThrow(
      expect.objectContaining({ code: 'SCHEMA' }),
    );
  });
});

describe('a table with a column for each value of a field of bits', () => {
  const faults = (text: string, body = fields) =>
    tableFaults(layout('', body), { table: parseTable(text, 'units.csv'), beside: new Map() }).map(
      ({ message }) => message,
    );
  const head = 'serial,rev[0],rev[1]';

  it('is judged by them', () => {
    expect(faults(`${head},flags.secure,flags.lang\nA,1,2,0,de\nB,1,2,2,fr\nC,1,2,1,\n`)).toEqual([
      expect.stringMatching(/^units\.csv:3: row 2, column flags\.secure: flags\.secure: "2" must be 0 to 1/),
      expect.stringMatching(
        /^units\.csv:3: row 2, column flags\.lang: flags\.lang: "fr" must be one of de, zh/,
      ),
      expect.stringMatching(
        /^units\.csv:4: row 3, column flags\.lang is empty, and flags\.lang has no default/,
      ),
    ]);
  });

  it('may have one column for all of them, and needs those without a default', () => {
    expect(faults(`${head},flags\nA,1,2,secure=1 lang=de\nB,1,2,\nC,1,2,secure=1\n`)).toEqual([
      expect.stringMatching(/^units\.csv:3: row 2, column flags is empty, and flags has no default/),
      expect.stringMatching(/^units\.csv:4: row 3, column flags: flags: "secure=1" gives no value for lang/),
    ]);
    const body = fields
      .replace('secure: 0', 'secure: { at: 0, default: 1 }')
      .replace('zh: 2 }', 'zh: 2 }, default: de');
    expect(faults(`${head},flags.secure,flags.lang\nA,1,2,,\n`, body)).toEqual([]);
    expect(faults(`${head},flags\nA,1,2,\n`, body)).toEqual([]);
  });

  it('names a column that its bits do not have', () => {
    const table = parseTable(`${head},flags.sec\nA,1,2,1\n`, 'units.csv');
    expect(() => checkTable(layout(''), { table, beside: new Map() })).toThrow(
      expect.objectContaining({
        code: 'LAYOUT_FIELD_UNKNOWN',
        message: expect.stringMatching(/column flags\.sec: otp\.yaml has no field called "flags\.sec"/),
        remedy: expect.stringMatching(/flags\.secure/),
      }),
    );
  });

  it('is searched by the value of bits', () => {
    const table = parseTable(`${head},flags.secure,flags.lang\nA,1,2,0,de\nB,1,2,0,zh\n`, 'units.csv');
    expect(chooseRow(table, { where: { 'flags.lang': '2' } }, layout('')).number).toBe(2);
    expect(() => chooseRow(table, { where: { 'flags.lang': 'fr' } }, layout(''))).toThrow(
      /must be one of de, zh/,
    );
  });
});
