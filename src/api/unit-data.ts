import type { UnitValues } from '../layout/index.js';
import { flag, need, number, type Shape, shaped, text, texts, unitValues } from './options/index.js';

/** A layout, and the values of one unit. */
export interface UnitDataOptions {
  readonly layout?: string;
  readonly data?: string;
  readonly csv?: { readonly file: string; readonly row: number };
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
  csv: shaped({ file: need(text), row: need(number) }),
  values: unitValues,
  set: texts,
  check: flag,
  stages: texts,
};
