import { describe, expect, it } from 'vitest';
import { checkTable, joinForms, parseTable, rowData, rowOf, type TableForm } from '../../src/layout/index.js';
import { tableFaults } from '../../src/layout/table-faults.js';
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

describe('the columns of another table', () => {
  it('fill the fields that they are mapped to, and those that are ignored fill none', () => {
    const csv = 'No,Serial Number,rev,bench\r\n1,SN-1,2,A1\r\n';
    const form = { columns: { serial: 'Serial Number' }, ignoreColumns: ['No', 'bench'] };
    expect(rowsOf(csv, form)).toEqual([{ serial: 'SN-1', rev: '2' }]);
  });

  it('are named in messages as the table calls them, with file, line and column', () => {
    const form = { columns: { serial: 'Serial Number' } };
    expect(faultsOf('Serial Number,rev\nSN-1,x\nSN 000000002,1\n', form)).toEqual([
      expect.stringMatching(/^units\.csv:2: row 1, column rev: rev: "x" must be/),
      expect.stringMatching(
        /^units\.csv:3: row 2, column Serial Number: serial: "SN 000000002" has 12 bytes/,
      ),
    ]);
  });

  it('that no field has are refused, whatever the row holds there, and the way out is named', () => {
    const layout = layoutOf(banks.f4, body);
    for (const cell of ['A1', '']) {
      const table = parseTable(`serial,bench\nSN-1,${cell}\n`, 'units.csv');
      const row = rowOf(table, 1);
      const chosen = { row, data: rowData(table, row) };
      expect(() => checkTable(layout, { table, beside: new Map(), chosen })).toThrow(
        expect.objectContaining({
          code: 'LAYOUT_FIELD_UNKNOWN',
          message: expect.stringMatching(
            /^units\.csv:1: column bench: otp\.yaml has no field called "bench"/,
          ),
          remedy: expect.stringContaining('--ignore-column "bench"'),
        }),
      );
    }
  });

  it.each([
    [
      'a mapped column that is not there',
      'Serial,rev',
      { columns: { serial: 'Serial No' } },
      /:1: .*no column "Serial No"/,
    ],
    [
      'a mapped column that is ignored',
      'S,rev',
      { columns: { serial: 'S' }, ignoreColumns: ['S'] },
      /:1: column S is ignored/,
    ],
    [
      'two fields of one column',
      'S,rev',
      { columns: { serial: 'S', batch: 'S' } },
      /:1: column S is to fill both/,
    ],
    [
      'two columns of one field',
      'S,serial',
      { columns: { serial: 'S' } },
      /:1: columns S and serial both fill serial/,
    ],
    [
      'a mapped column that is there twice',
      'S,S',
      { columns: { serial: 'S' } },
      /:1: two columns are called S/,
    ],
    [
      'a name in another case',
      'SERIAL NUMBER,rev',
      { columns: { serial: 'Serial Number' } },
      /no column "Serial Number"/,
    ],
    ['an empty name', 'serial,rev', { columns: { serial: ' ' } }, /no column ""/],
  ])('with %s are refused', (_what, header, form, message) => {
    expect(() => rowsOf(`${header}\nSN-1,2\n`, form)).toThrow(invalid(message));
  });

  it('may repeat a name that is ignored, and one that is mapped may leave its own name to an ignored one', () => {
    expect(rowsOf('serial,x,x\nSN-1,1,2\n', { ignoreColumns: ['x'] })).toEqual([{ serial: 'SN-1' }]);
    const form = { columns: { serial: 'Label' }, ignoreColumns: ['serial'] };
    expect(rowsOf('serial,Label\n17,SN-1\n', form)).toEqual([{ serial: 'SN-1' }]);
  });

  it('are those of flags over those of a file; ignored are those of both', () => {
    const under = { columns: { serial: 'A', rev: 'R' }, ignoreColumns: ['x'], headerLine: 2 };
    expect(joinForms(under, { columns: { serial: 'B' }, ignoreColumns: ['y'] })).toEqual({
      columns: { serial: 'B', rev: 'R' },
      ignoreColumns: ['x', 'y'],
      headerLine: 2,
    });
    expect(joinForms(under, { headerLine: 3 }).headerLine).toBe(3);
  });
});

describe('empty columns at the end', () => {
  it('are left out, where each row has them', () => {
    expect(rowsOf('serial,rev,,\nSN-1,2,,\nSN-2,3, ,\n')).toEqual([
      { serial: 'SN-1', rev: '2' },
      { serial: 'SN-2', rev: '3' },
    ]);
    expect(faultsOf('serial,rev,\r\nSN-1,2,\r\n')).toEqual([]);
  });

  // A row that lost or gained a cell in the middle may look like that.
  it.each([
    [
      'a value behind the last name',
      'serial,rev,\nSN-1,,2\n',
      /:2: row 1 has a value in column 3, which has no name/,
    ],
    [
      'a row without them',
      'serial,rev,\nSN-1,2\n',
      /:2: row 1 has 2 cells, but the header has 3 \(1 of them without a name\)/,
    ],
    ['a row with one more', 'serial,rev\nSN-1,,\n', /:2: row 1 has 3 cells, but the header has 2/],
    [
      'a row that lost a cell',
      'serial,rev,batch\nSN-1,7\n',
      /:2: row 1 has 2 cells, but the header has 3; column batch has none/,
    ],
  ])('do not hide %s', (_what, csv, message) => {
    expect(() => rowsOf(csv)).toThrow(invalid(message));
    expect(faultsOf(csv)).toEqual([expect.stringMatching(message)]);
    // The same with quotes, which another reader judges.
    expect(faultsOf(csv.replace('SN-1', '"SN-1"'))).toEqual([expect.stringMatching(message)]);
  });
});
