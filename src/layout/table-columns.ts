import { didYouMean, nearNames } from '../text/near.js';
import { printable } from '../text/printable.js';
import { type CsvCell, CsvProblem, type CsvRecord, isBlankCell } from './csv.js';
import type { TableForm } from './table-form.js';

export interface TableColumn {
  /** The field that it fills. */
  readonly name: string;
  /** What the header calls it. */
  readonly title: string;
  /** Its place in a row. */
  readonly index: number;
}

/** The columns of a table. */
export interface TableColumns {
  readonly used: readonly TableColumn[];
  readonly ignored: readonly Omit<TableColumn, 'name'>[];
  /** Cells of a row. */
  readonly width: number;
  /** Those with a name; the others must be empty. */
  readonly named: number;
  /** The header's line. */
  readonly line: number;
}

/** What the cells of a header are for. Throws CsvProblem. */
export function columnsOfHeader({ cells, line }: CsvRecord, form: TableForm): TableColumns {
  const titles = cells.map(({ text }) => text.trim());
  const named = titles.findLastIndex((title) => title !== '') + 1;
  const ignored = new Set(form.ignoreColumns);
  const fields = fieldsByTitle(form, ignored, titles, line);
  const all = titles.slice(0, named).map((title, index) => ({ title, index }));
  for (const { title, index } of all) {
    if (title === '') throw new CsvProblem(line, `column ${index + 1} has no name`);
    if (titles.indexOf(title) !== index && !ignored.has(title)) {
      throw new CsvProblem(line, `two columns are called ${printable(title)}`);
    }
  }
  const used = all
    .filter(({ title }) => !ignored.has(title))
    .map(({ title, index }) => ({ name: fields.get(title) ?? title, title, index }));
  refuseTwoOfOneField(used, line);
  return {
    used,
    ignored: all.filter(({ title }) => ignored.has(title)),
    width: cells.length,
    named,
    line,
  };
}

/** What is wrong with the number of a row's cells, or with one that is in no column. */
export function shapeProblem(
  { width, named, used }: TableColumns,
  cells: readonly CsvCell[],
): string | undefined {
  if (cells.length !== width) {
    const missing = used.find(({ index }) => index >= cells.length);
    const what = missing ? `; column ${printable(missing.title)} has none` : '';
    const unnamed = named < width ? ` (${width - named} of them without a name)` : '';
    return `has ${cells.length} cells, but the header has ${width}${unnamed}${what}`;
  }
  const odd = cells.findIndex((cell, index) => index >= named && !isBlankCell(cell));
  return odd < 0 ? undefined : `has a value in column ${odd + 1}, which has no name in the header`;
}

function fieldsByTitle(
  { columns = {} }: TableForm,
  ignored: ReadonlySet<string>,
  titles: readonly string[],
  line: number,
): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const [field, column] of Object.entries(columns)) {
    const title = column.trim();
    const shown = printable(title);
    if (title === '' || !titles.includes(title)) {
      const cure = didYouMean(nearNames(title, titles)) ?? `It has ${titles.map(printable).join(', ')}.`;
      throw new CsvProblem(
        line,
        `the header has no column "${shown}", which is to fill ${printable(field)}. ${cure}`,
      );
    }
    if (ignored.has(title)) {
      throw new CsvProblem(line, `column ${shown} is ignored, and is to fill ${printable(field)}`);
    }
    const other = fields.get(title);
    if (other !== undefined) {
      throw new CsvProblem(
        line,
        `column ${shown} is to fill both ${printable(other)} and ${printable(field)}`,
      );
    }
    fields.set(title, field);
  }
  return fields;
}

function refuseTwoOfOneField(used: readonly TableColumn[], line: number): void {
  for (const { name, title } of used) {
    const other = used.find((each) => each.name === name && each.title !== title);
    if (!other) continue;
    throw new CsvProblem(
      line,
      `columns ${printable(title)} and ${printable(other.title)} both fill ${printable(name)}; ignore one of them`,
    );
  }
}
