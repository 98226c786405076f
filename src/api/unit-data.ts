import type { CsvSource, UnitValues } from '../layout/index.js';
import {
  flag,
  need,
  number,
  type Shape,
  shaped,
  tableFormShape,
  text,
  texts,
  unitValues,
} from './options/index.js';

/** A layout, and the values of one unit. */
export interface UnitDataOptions {
  readonly layout?: string;
  readonly data?: string;
  /** A CSV file, its row by number or by values, and how it is read. */
  readonly csv?: CsvSource;
  /** Values of fields, instead of a file or over those of one. */
  readonly values?: UnitValues;
  readonly set?: readonly string[];
  /** Refuse the CSV file for a fault in any of its rows. */
  readonly check?: boolean;
  readonly stages?: readonly string[];
}

export const unitDataShape: Shape<UnitDataOptions> = {
  layout: text,
  data: text,
  csv: shaped<CsvSource>({ file: need(text), row: number, where: unitValues, ...tableFormShape }),
  values: unitValues,
  set: texts,
  check: flag,
  stages: texts,
};
