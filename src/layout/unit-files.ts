import { readText } from '../files/read.js';
import { unitDataFromCsv } from './unit-csv.js';
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

/** Unit data from all that was given; CSV replaces JSON, and `set` replaces both. Errors: FILE_*, UNIT_DATA_*. */
export async function loadUnitData({ data, csv, set }: UnitDataSources): Promise<UnitData> {
  return mergeUnitData(
    data === undefined ? new Map() : unitDataFromJson(await readText(data), data),
    csv === undefined ? new Map() : unitDataFromCsv(await readText(csv.file), csv.file, csv.row),
    unitDataFromSettings(set ?? []),
  );
}
