import type { TableDocument } from '../api/check-table.js';
import type { TableUnit, TableUnitField } from '../api/table-units.js';
import { hex32 } from '../text/hex.js';
import { count } from '../text/plural.js';

/** What each row would burn, one line each. */
export function unitsText(units: readonly TableUnit[]): string {
  return units
    .map(({ row, line, fields, ranges, byteCount }) => {
      const values = fields.map((field) => `${field.field} ${shown(field, field.text)}`);
      const places = ranges ? ` at ${ranges.map(({ address }) => hex32(address)).join(', ')}` : '';
      return `row ${row} (line ${line}): ${values.join(', ')}; ${count(byteCount, 'byte')}${places}`;
    })
    .join('\n');
}

/** The same as CSV after RFC 4180: a column for each field, and the bytes as address:bytes. */
export function unitsCsv({ units = [] }: Pick<TableDocument, 'units'>): string {
  const names = [...new Set(units.flatMap(({ fields }) => fields.map(({ field }) => field)))];
  const lines = units.map(({ row, line, fields, ranges }) => {
    const found = new Map(fields.map((field) => [field.field, shown(field, cellOf(field))]));
    return [
      String(row),
      String(line),
      ...names.map((name) => found.get(name) ?? ''),
      (ranges ?? []).map(({ address, bytes }) => `${hex32(address)}:${bytes.replaceAll(' ', '')}`).join(' '),
    ];
  });
  return [['row', 'line', ...names, 'bytes'], ...lines]
    .map((cells) => cells.map(csvCell).join(','))
    .join('\n');
}

/** The values of bits are one cell, as a table of units gives them. */
function cellOf({ value, text }: TableUnitField): string | number | undefined {
  return typeof value === 'object' ? text : value;
}

function shown({ secret }: TableUnitField, value: string | number | undefined): string {
  return secret ? '(secret)' : String(value ?? '');
}

function csvCell(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
