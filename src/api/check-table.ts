import { type BankFolders, loadBanks } from '../bank/index.js';
import { checkTable as checkRows, loadTable } from '../layout/index.js';
import { readLayout } from './layout-target.js';

export interface CheckTableOptions {
  readonly layout: string;
  readonly csv: string;
  /** What every unit has beside its row. */
  readonly data?: string;
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

/** Checks a whole CSV file of units. Errors: UNIT_DATA_TABLE and the rest of UNIT_DATA_*, FILE_*, LAYOUT_*. */
export async function checkTable(options: CheckTableOptions): Promise<TableDocument> {
  const { stages } = options;
  const layout = await readLayout(options.layout, options.device, await loadBanks(options.banks));
  const loaded = await loadTable(options);
  checkRows(layout, { ...loaded, ...(stages && { stages }), strict: true });
  return { format: 'otpforge.table/1', file: options.csv, rows: loaded.table.rows.length };
}
