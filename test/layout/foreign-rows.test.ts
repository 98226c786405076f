import { describe, expect, it } from 'vitest';
import { parseTable, rowData, rowOf, type TableForm, tableText } from '../../src/layout/index.js';
import { tableFaults } from '../../src/layout/table-faults.js';
import { fc } from '../support/property.js';
import { layoutOf, useBanks } from './banks.js';

const banks = useBanks();
const body = `fields:
  serial: { offset: 0, type: ascii, length: 8, pad: 0 }
  rev: { offset: 8, type: u16, default: 1 }
  batch: { offset: 0x10, type: u32, default: 1 }
`;

const rowsOf = (csv: string, form?: TableForm) => {
  const table = parseTable(csv, 'units.csv', form);
  return table.rows.map((row) =>
    Object.fromEntries([...rowData(table, row)].map(([name, { value }]) => [name, value])),
  );
};
const faultsOf = (csv: string, form?: TableForm) =>
  tableFaults(layoutOf(banks.f4, body), { table: parseTable(csv, 'units.csv', form), beside: new Map() }).map(
    ({ message }) => message,
  );
const invalid = (message: RegExp) =>
  expect.objectContaining({ code: 'UNIT_DATA_INVALID', message: expect.stringMatching(message) });

describe('what stands above the rows', () => {
  it.each([
    ['sep=;', 'sep=;\r\nserial;rev\r\nSN-1;2\r\n'],
    ['SEP= with a comma beside semicolons', 'SEP=,\nserial,"rev"\nSN-1,2\n'],
    ['sep= in quotes', '"sep=;"\nserial;rev\nSN-1;2\n'],
    ['a tab', 'sep=\t\nserial\trev\nSN-1\t2\n'],
    ['a bar', 'sep=|\nserial|rev\nSN-1|2\n'],
    ['a byte order mark', '\ufeffsep=;\nserial;rev\nSN-1;2\n'],
    ['blank lines', '\r\n , ,\r\n;;\nserial;rev\nSN-1;2\n'],
  ])('may be %s', (_what, csv) => {
    expect(rowsOf(csv)).toEqual([{ serial: 'SN-1', rev: '2' }]);
  });

  it.each([
    ['another separator', 'sep=:\nserial:rev\n', /:1: the line "sep=" must name/],
    ['no separator', 'sep=\nserial,rev\n', /:1: the line "sep=" must name/],
    ['two separators', 'sep=;;\nserial;rev\n', /:1: the line "sep=" must name/],
    ['nothing below it', 'sep=;\n', /:2: there is no header/],
    ['a header with two candidates', 'serial;rev,batch\n', /:1: the header has semicolons and commas/],
    ['a header with a tab and commas', '"a,b"\tserial,rev\n', /:1: the header has tabs and commas/],
  ])('is refused with %s', (_what, csv, message) => {
    expect(() => rowsOf(csv)).toThrow(invalid(message));
  });

  it('does not take a comma in quotes for a separator', () => {
    const form = { columns: { serial: 'Serial, new' } };
    expect(rowsOf('"Serial, new";rev\nSN-1;2\n', form)).toEqual([{ serial: 'SN-1', rev: '2' }]);
  });

  it('may be title lines, where the line of the header is given', () => {
    const csv = 'Units of March\r\n"by ""Ann""; not serial,rev"\r\n\r\nserial,rev\r\nSN-1,2\r\nSN-2,x\r\n';
    const table = parseTable(csv, 'units.csv', { headerLine: 4 });
    expect(table.rows.map(({ number, line }) => [number, line])).toEqual([
      [1, 5],
      [2, 6],
    ]);
    expect(rowOf(table, 2)).toEqual(table.rows[1]);
    expect(faultsOf(csv, { headerLine: 4 })).toEqual([
      expect.stringMatching(/^units\.csv:6: row 2, column rev/),
    ]);
    expect(rowsOf(`sep=;\n${csv.replaceAll(',', ';')}`, { headerLine: 5 })[0]).toEqual({
      serial: 'SN-1',
      rev: '2',
    });
  });

  it.each([
    ['a blank line', 3, /:3: there is no header/],
    ['a line below the last', 9, /:5: this is the last line; there is no header in line 9/],
    ['the line sep=', 1, /:1: this line is "sep="/],
  ])('is refused with %s as the header', (_what, headerLine, message) => {
    expect(() => rowsOf('sep=,\nTitle\n,\nserial,rev\nSN-1,2', { headerLine })).toThrow(invalid(message));
  });

  it('is refused where the header may be in a cell of several lines', () => {
    const csv = 'Units "of March\nserial,rev\nSN-1,2\n';
    expect(() => rowsOf(csv, { headerLine: 2 })).toThrow(
      invalid(/:2: a quote above the header is not closed/),
    );
  });
});

describe('blank lines', () => {
  it('do not count, whether they are empty, of blanks, or of empty cells', () => {
    const lines = ['serial,rev', 'SN-1,1', '', ' \t', ',', ' , ', 'SN-2,2', '\t'];
    for (const end of ['\n', '\r\n']) {
      const table = parseTable(lines.join(end), 'units.csv');
      expect(table.rows.map(({ number, line }) => [number, line])).toEqual([
        [1, 2],
        [2, 7],
      ]);
      expect(rowOf(table, 2)).toEqual(table.rows[1]);
      expect(faultsOf(lines.join(end))).toEqual([]);
    }
  });

  it('are not rows of quoted blanks, or of blanks that nobody types', () => {
    expect(rowsOf('serial,rev\n" ",\n')).toEqual([{ serial: ' ' }]);
    expect(faultsOf('serial\n\u00a0\n')).toHaveLength(1);
  });
});

describe('the text of a table', () => {
  const csv = 'serial\trev\r\nSN-É1\t2\r\n';
  const utf16 = (text: string) => Buffer.from(text, 'utf16le');

  it('may be UTF-16 of either order, as its mark says', () => {
    const little = utf16(`\ufeff${csv}`);
    expect(tableText(little, 'a.txt')).toBe(csv);
    expect(tableText(Buffer.from(little).swap16(), 'a.txt')).toBe(csv);
    expect(tableText(Buffer.from(`\ufeff${csv}`), 'a.csv')).toBe(csv);
  });

  it.each([
    ['UTF-16 without its mark', utf16(csv.replace('É', 'E')), /^a\.csv:1: there is a NUL.* at character 2/],
    [
      'UTF-16 cut in the middle of a character',
      utf16(`\ufeff${csv}`).subarray(0, -1),
      /^a\.csv:\d: it is not UTF-16/,
    ],
    [
      'UTF-16 with half a pair',
      utf16('\ufeffa\n\ud800b\n'),
      /^a\.csv:2: it is not UTF-16 text.* at character 1/,
    ],
    ['UTF-32', Buffer.from('fffe000061000000', 'hex'), /^a\.csv:1: there is a NUL/],
    [
      'Latin 1',
      Buffer.from('serial,rev\nSN-\u00c91,2\n', 'latin1'),
      /^a\.csv:2: it is not UTF-8 text.* at character 4/,
    ],
  ])('is refused as %s, with file, line and place', (_what, bytes, message) => {
    expect(() => tableText(bytes, 'a.csv')).toThrow(
      expect.objectContaining({ code: 'FILE_UNREADABLE', message: expect.stringMatching(message) }),
    );
  });
});

describe('a decimal comma', () => {
  const bytesOf = (cell: string) => faultsOf(`serial;rev\nSN-1;${cell}\n`);

  it('is taken where a number is meant, with zeros behind it', () => {
    const layout = layoutOf(
      banks.f4,
      body.replace('serial:', 'other:').replace('rev: {', 'rev: { unique: true,'),
    );
    const table = parseTable('other;rev\nA;7\nB;7,0\nC;7,00\n', 'units.csv');
    const messages = tableFaults(layout, { table, beside: new Map() }).map(({ message }) => message);
    expect(messages).toHaveLength(3);
    expect(messages[1]).toMatch(/"7,0" is in row 1/);
    expect(bytesOf('12,0')).toEqual([]);
  });

  it.each([
    ['7,5', /must be a whole number/],
    ['1,000', /may be 1\.000 or 1000/],
    ['1,0,0', /must be a whole number/],
    ['1.0', /must be a whole number/],
    [',0', /must be a whole number/],
    ['-1,0', /must be 0 to 65535/],
  ])('%s is refused', (cell, message) => {
    expect(bytesOf(cell)).toEqual([expect.stringMatching(message)]);
  });

  it('is no part of a number anywhere else than in a cell, and a text keeps it', () => {
    expect(rowsOf('serial;rev\n1,0;2\n')).toEqual([{ serial: '1,0', rev: '2' }]);
  });
});

describe('a table in any form', () => {
  const cell = fc.constantFrom('SN-1', 'SN-2', 'A', '7', '12');
  const rows = fc.array(fc.tuple(cell, fc.nat({ max: 99 }).map(String)), { minLength: 1, maxLength: 6 });

  it('has the rows of the plain one', () => {
    fc.assert(
      fc.property(
        rows,
        fc.record({
          delimiter: fc.constantFrom(',', ';', '\t'),
          end: fc.constantFrom('\n', '\r\n'),
          titles: fc.array(fc.constantFrom('Title', '', 'serial,rev', 'a;b', '"q"'), { maxLength: 3 }),
          blank: fc.constantFrom('', ' ', ',,,'),
          sep: fc.boolean(),
          quote: fc.boolean(),
          trailing: fc.boolean(),
          utf16: fc.boolean(),
        }),
        (units, { delimiter, end, titles, blank, sep, quote, trailing, utf16 }) => {
          const line = (...cells: string[]) =>
            [...cells, ...(trailing ? [''] : [])]
              .map((each) => (quote && each ? `"${each}"` : each))
              .join(delimiter);
          const above = [...(sep ? [`sep=${delimiter}`] : []), ...titles];
          const lines = [
            ...above,
            line('No', 'Serial Number', 'rev'),
            ...units.flatMap(([serial, rev], index) => [
              line(String(index), serial, rev),
              blank.replaceAll(',', delimiter),
            ]),
          ];
          const text = `\ufeff${lines.join(end)}`;
          const csv = tableText(utf16 ? Buffer.from(text, 'utf16le') : Buffer.from(text), 'units.csv');
          const form = {
            columns: { serial: 'Serial Number' },
            ignoreColumns: ['No'],
            headerLine: above.length + 1,
          };
          expect(rowsOf(csv, form)).toEqual(units.map(([serial, rev]) => ({ serial, rev })));
          const table = parseTable(csv, 'units.csv', form);
          for (const row of table.rows) expect(rowOf(table, row.number)).toEqual(row);
        },
      ),
    );
  });
});
