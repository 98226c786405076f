import type { CsvSource, FlatValues, UnitValues } from '../layout/index.js';
import {
  either,
  flag,
  flatValues,
  type Kind,
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

const csvByValue = shaped<CsvSource & { readonly where: FlatValues }>({
  file: need(text),
  where: need(flatValues),
  row: number,
  ...tableFormShape,
});
const csvByRow = shaped<CsvSource & { readonly row: number }>({
  file: need(text),
  row: need(number),
  where: flatValues,
  ...tableFormShape,
});

const csvOfEither = either(csvByValue, csvByRow);
/** One of them at least; the reader of the table refuses both. */
const csvSource: Kind<CsvSource> = {
  expected: csvOfEither.expected,
  needed: false,
  fault: (value, at) => csvOfEither.fault(value, at),
};

export const unitDataShape: Shape<UnitDataOptions> = {
  layout: text,
  data: text,
  csv: csvSource,
  values: unitValues,
  set: texts,
  check: flag,
  stages: texts,
};
