import { describe, expect, it } from 'vitest';
import { chooseRow, joinForms, parseLayout, parseTable, rowData } from '../../src/layout/index.js';
import { tableFaults } from '../../src/layout/table-faults.js';
import { useBanks } from './banks.js';

const banks = useBanks();
const rows = 100_000;
const text = `format: otpforge.layout/2
columns: { map: { serial: Serial Number, "rev[0]": Board }, ignore: [No] }
fields:
  serial: { offset: 0, type: ascii, length: 12, end: 0, pad: 0xFF, unique: true }
  mac: { offset: 12, type: mac }
  rev: { offset: 18, type: u8, repeat: 2 }
  colour: { offset: 20, type: u8, names: { black: 1, white: 2 } }
  flags: { offset: 21, type: bits, bytes: 1, bits: { secure: 0, lang: { at: 1, width: 2, names: { de: 1, zh: 2 } } } }
`;
const hex = (value: number) => (value & 0xff).toString(16).padStart(2, '0');
const line = (index: number) =>
  `${index + 1};SN-${index};02:00:5e:${hex(index >> 16)}:${hex(index >> 8)}:${hex(index)};${index % 9},00;7;` +
  `${index % 2 ? 'black' : 'white'};0;${index % 3 ? 'de' : 'zh'};`;
const csv = (lines: readonly string[]) =>
  `Units of March\r\n\r\nNo;Serial Number;mac;Board;rev[1];colour;flags.secure;flags.lang;\r\n${lines.join('\r\n')}\r\n`;

describe('a table of 100,000 rows of another system', () => {
  const lines = Array.from({ length: rows }, (_, index) => line(index));
  const read = (of: readonly string[]) => {
    const layout = parseLayout(text, 'otp.yaml', banks.f4);
    return { layout, table: parseTable(csv(of), 'erp.csv', joinForms(layout.tableForm, { headerLine: 3 })) };
  };

  it('has no fault, and each row is found by its value', () => {
    const { layout, table } = read(lines);
    expect(tableFaults(layout, { table, beside: new Map() })).toEqual([]);
    for (const index of [0, 54_321, rows - 1]) {
      const row = chooseRow(
        table,
        { where: { mac: `02005E${hex(index >> 16)}${hex(index >> 8)}${hex(index)}` } },
        layout,
      );
      expect([row.number, row.line]).toEqual([index + 1, index + 4]);
      expect(rowData(table, row).get('serial')?.value).toBe(`SN-${index}`);
    }
  });

  it('has the faults of single rows, with line and column', () => {
    const odd = lines.with(70_000, line(70_000).replace('white', 'grey')).with(99_999, line(7));
    const { layout, table } = read(odd);
    expect(tableFaults(layout, { table, beside: new Map() }).map(({ message }) => message)).toEqual([
      expect.stringMatching(/^erp\.csv:11: row 8, column Serial Number: .*row 100000 \(line 100003\)/),
      expect.stringMatching(/^erp\.csv:11: row 8, column mac: .*row 100000/),
      expect.stringMatching(
        /^erp\.csv:70004: row 70001, column colour: colour: "grey" must be one of black, white/,
      ),
      expect.stringMatching(/^erp\.csv:100003: row 100000, column Serial Number: .*is in row 8/),
      expect.stringMatching(/^erp\.csv:100003: row 100000, column mac: .*is in row 8/),
    ]);
  });
});
