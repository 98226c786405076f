import { readText } from '../files/read.js';
import type { TableUse } from './table-faults.js';
import { parseTable, rowData, rowOf } from './unit-csv.js';
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
  readonly csv?: { readonly file: string; readonly row: number };
  /** The values themselves; they replace those of both files. */
  readonly values?: UnitValues;
  /** "name=value" strings. */
  readonly set?: readonly string[];
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

/** The same with the table, so that it can be checked as a whole. Errors: FILE_*, UNIT_DATA_*. */
export async function loadUnit({ data: file, csv, values, set }: UnitDataSources): Promise<LoadedUnit> {
  const json = file === undefined ? new Map() : unitDataFromJson(await readText(file), file);
  const settings = givenData({ values, set });
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
  ...given
}: Omit<UnitDataSources, 'csv'> & { readonly csv: string }): Promise<Pick<TableUse, 'table' | 'beside'>> {
  const json = file === undefined ? new Map() : unitDataFromJson(await readText(file), file);
  const beside = mergeUnitData(json, givenData(given));
  return { table: parseTable(await readText(csv), csv), beside };
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
