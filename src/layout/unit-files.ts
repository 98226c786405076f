import { readText } from '../files/read.js';
import type { TableUse } from './table-faults.js';
import { parseTable, rowData, rowOf } from './unit-csv.js';
import { mergeUnitData, type UnitData, unitDataFromSettings } from './unit-data.js';
import { unitDataFromJson } from './unit-json.js';

export interface UnitDataSources {
  /** A JSON file with one object of fields. */
  readonly data?: string;
  /** A CSV file and the row to take, counted from 1 without the header. */
  readonly csv?: { readonly file: string; readonly row: number };
  /** "name=value" strings. */
  readonly set?: readonly string[];
}

/** Unit data, and the table that its row is from. */
export interface LoadedUnit {
  readonly data: UnitData;
  readonly table?: Required<Pick<TableUse, 'table' | 'chosen' | 'beside'>>;
}

/** Unit data from all that was given; CSV replaces JSON, and `set` replaces both. Errors: FILE_*, UNIT_DATA_*. */
export async function loadUnitData(sources: UnitDataSources): Promise<UnitData> {
  return (await loadUnit(sources)).data;
}

/** The same with the table, so that it can be checked as a whole. Errors: FILE_*, UNIT_DATA_*. */
export async function loadUnit({ data: file, csv, set }: UnitDataSources): Promise<LoadedUnit> {
  const json = file === undefined ? new Map() : unitDataFromJson(await readText(file), file);
  const settings = unitDataFromSettings(set ?? []);
  const beside = mergeUnitData(json, settings);
  if (csv === undefined) return { data: beside };
  const table = parseTable(await readText(csv.file), csv.file);
  const row = rowOf(table, csv.row);
  const data = mergeUnitData(json, rowData(table, row), settings);
  return { data, table: { table, beside, chosen: { row, data } } };
}

/** A whole table, with the values of other sources that its empty cells may take. Errors: FILE_*, UNIT_DATA_*. */
export async function loadTable({
  csv,
  data: file,
  set,
}: Omit<UnitDataSources, 'csv'> & { readonly csv: string }): Promise<Pick<TableUse, 'table' | 'beside'>> {
  const json = file === undefined ? new Map() : unitDataFromJson(await readText(file), file);
  const beside = mergeUnitData(json, unitDataFromSettings(set ?? []));
  return { table: parseTable(await readText(csv), csv), beside };
}
