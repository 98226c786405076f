import { OtpforgeError } from '../errors/index.js';
import { printable } from '../text/printable.js';
import type { Layout, LayoutWarning } from './layout.js';
import { knownStages } from './stages.js';
import { type TableFault, type TableUse, tableFaults } from './table-faults.js';
import { checkNames, type UnitData } from './unit-data.js';

const named = 10;

/**
 * Refuses a row that must not be burnt, and warns of the others. With `strict` a fault in any row is refused.
 * Errors: UNIT_DATA_DUPLICATE, UNIT_DATA_TABLE, and those of encodeLayout for the values of the chosen row.
 */
export function checkTable(
  layout: Layout,
  use: TableUse & { readonly strict?: boolean },
): readonly LayoutWarning[] {
  checkNames(layout, headerData(use), columnRemedy);
  if (use.chosen) checkNames(layout, use.chosen.data);
  knownStages(layout, use.stages);
  const faults = tableFaults(layout, use);
  const own = faults.filter(({ row }) => row === use.chosen?.row.number);
  if (own[0]) throw rowFaults(own[0], own);
  if (faults.length === 0) return [];
  const { head, lines } = summary(use, faults);
  if (use.strict) throw tableRefused(use, [head, ...lines].join('\n'), faults);
  return [head, ...lines].map((message) => ({ code: 'TABLE_FAULTS', message }));
}

/** Data that has each column of the table, so that its names can be checked against the layout. */
function headerData({ table }: TableUse): UnitData {
  const { used, line } = table.columns;
  const place = (title: string) => `${table.file}:${line}: column ${printable(title)}`;
  return new Map(used.map(({ name, title }) => [name, { value: '', from: place(title) }]));
}

/** The way out for a column that is not a field. */
function columnRemedy(name: string): string {
  const shown = JSON.stringify(printable(name));
  return (
    `--column FIELD=${shown} says which field it fills, --ignore-column ${shown} leaves it out; ` +
    '--header-line N where the header is another line.'
  );
}

function summary(
  { table, chosen }: TableUse,
  faults: readonly TableFault[],
): { head: string; lines: readonly string[] } {
  const rows = new Set(faults.map(({ row }) => row));
  const shown = [...rows].slice(0, named);
  const count = `${rows.size} ${chosen ? 'other ' : ''}row${rows.size === 1 ? ' has faults' : 's have faults'}`;
  const rest = rows.size > named ? `; the first ${named} are` : '';
  return {
    head: `${table.file}: ${count}${rest}`,
    lines: shown.flatMap((row) => {
      const [first, ...more] = faults.filter((fault) => fault.row === row);
      return first ? [`${first.message}${more.length > 0 ? ` (and ${more.length} more)` : ''}`] : [];
    }),
  };
}

function rowFaults({ code, row, line }: TableFault, faults: readonly TableFault[]): OtpforgeError {
  return new OtpforgeError(code, {
    message: faults.map(({ message }) => message).join('\n'),
    remedy: remedies[code] ?? `Correct row ${row}; --set name=value replaces one cell.`,
    details: { row, line },
  });
}

const remedies: { readonly [code: string]: string } = {
  UNIT_DATA_DUPLICATE:
    'Correct the table: one of the units would be a copy. A value that units share needs "unique: false" in the layout.',
};

function tableRefused({ table }: TableUse, message: string, faults: readonly TableFault[]): OtpforgeError {
  const rows = [...new Set(faults.map(({ row }) => row))];
  return new OtpforgeError('UNIT_DATA_TABLE', {
    message,
    remedy: 'Correct these rows: each is refused when it is merged.',
    details: { file: table.file, rows: rows.slice(0, named), count: rows.length },
  });
}
