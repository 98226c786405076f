import { type BankFolders, loadBanks } from '../bank/index.js';
import { checkTable as checkRows, loadTable, type UnitValues } from '../layout/index.js';
import { readLayout } from './layout-target.js';
import { bankFolders, checkOptions, need, type Shape, text, texts, unitValues } from './options/index.js';

export interface CheckTableOptions {
  readonly layout: string;
  readonly csv: string;
  /** What every unit has beside its row. */
  readonly data?: string;
  readonly values?: UnitValues;
  readonly set?: readonly string[];
  readonly stages?: readonly string[];
  /** Decides the bank of the layout; else the layout's own `bank:` does. */
  readonly device?: string;
  readonly banks?: BankFolders;
}

export interface TableDocument {
  readonly format: 'otpforge.table/1';
  readonly file: string;
  /** Rows below the header, none of which has a fault. */
  readonly rows: number;
}

const shape: Shape<CheckTableOptions> = {
  layout: need(text),
  csv: need(text),
  data: text,
  values: unitValues,
  set: texts,
  stages: texts,
  device: text,
  banks: bankFolders,
};

/** Checks a whole CSV file of units. Errors: UNIT_DATA_TABLE and the rest of UNIT_DATA_*, FILE_*, LAYOUT_*. */
export async function checkTable(options: CheckTableOptions): Promise<TableDocument> {
  checkOptions('checkTable', options, shape);
  const { stages } = options;
  const layout = await readLayout(options.layout, options.device, await loadBanks(options.banks));
  const loaded = await loadTable(options);
  checkRows(layout, { ...loaded, ...(stages && { stages }), strict: true });
  return { format: 'otpforge.table/1', file: options.csv, rows: loaded.table.rows.length };
}
