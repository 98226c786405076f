import { readText } from '../files/read.js';
import { chooseRow, type RowChoice } from './choose-row.js';
import type { Layout } from './layout.js';
import type { TableUse } from './table-faults.js';
import { joinForms, type TableForm } from './table-form.js';
import { readTable } from './table-text.js';
import { parseTable, rowData } from './unit-csv.js';
import {
  mergeUnitData,
  type UnitData,
  type UnitValues,
  unitDataFromObject,
  unitDataFromSettings,
} from './unit-data.js';
import { unitDataFromJson } from './unit-json.js';

export interface UnitDataSources {
  /** A JSON file with one object of fields. */
  readonly data?: string;
  /** A CSV file and the row to take, counted from 1 without the header. */
  readonly csv?: CsvSource;
  /** The values themselves; they replace those of both files. */
  readonly values?: UnitValues;
  /** "name=value" strings. */
  readonly set?: readonly string[];
}

/** A CSV file, how it is read, and the row to take. */
export interface CsvSource extends TableForm, RowChoice {
  readonly file: string;
}

/** Unit data, and the table that its row is from. */
export interface LoadedUnit {
  readonly data: UnitData;
  readonly table?: Required<Pick<TableUse, 'table' | 'chosen' | 'beside'>>;
}

/** Unit data from all that was given; CSV replaces JSON, `values` replace both, and `set` replaces all. Errors: FILE_*, UNIT_DATA_*. */
export async function loadUnitData(sources: UnitDataSources): Promise<UnitData> {
  return (await loadUnit(sources)).data;
}

/** The same with the table, so that it can be checked as a whole; it is read as the layout and the caller say. Errors: FILE_*, UNIT_DATA_*. */
export async function loadUnit(
  { data: file, csv, values, set }: UnitDataSources,
  layout?: Layout,
): Promise<LoadedUnit> {
  const json = file === undefined ? new Map() : unitDataFromJson(await readText(file), file);
  const settings = givenData({ values, set });
  const beside = mergeUnitData(json, settings);
  if (csv === undefined) return { data: beside };
  const form = layout ? joinForms(layout.tableForm, csv) : csv;
  const table = parseTable(await readTable(csv.file), csv.file, form);
  const row = chooseRow(table, csv, layout);
  const data = mergeUnitData(json, rowData(table, row), settings);
  return { data, table: { table, beside, chosen: { row, data } } };
}

/** A table; a row of it replaces what `json` gives, and `settings` replace the row. */
export interface LoadedTable extends Pick<TableUse, 'table' | 'beside'> {
  readonly json: UnitData;
  readonly settings: UnitData;
}

/** A whole table, with the values of other sources that its empty cells may take. Errors: FILE_*, UNIT_DATA_*. */
export async function loadTable(
  {
    csv,
    data: file,
    form = {},
    ...given
  }: Omit<UnitDataSources, 'csv'> & { readonly csv: string; readonly form?: TableForm },
  layout?: Layout,
): Promise<LoadedTable> {
  const json = file === undefined ? new Map() : unitDataFromJson(await readText(file), file);
  const settings = givenData(given);
  const beside = mergeUnitData(json, settings);
  const table = parseTable(await readTable(csv), csv, joinForms(layout?.tableForm ?? {}, form));
  return { table, beside, json, settings };
}

/** What the caller gives by itself, beside files. */
function givenData({
  values,
  set,
}: {
  readonly values?: UnitValues | undefined;
  readonly set?: readonly string[] | undefined;
}): UnitData {
  return mergeUnitData(unitDataFromObject(values ?? {}), unitDataFromSettings(set ?? []));
}
