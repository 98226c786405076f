import { type BankFolders, loadBanks } from '../bank/index.js';
import {
  checkTable as checkRows,
  type LayoutWarning,
  loadTable,
  type TableForm,
  type UnitValues,
} from '../layout/index.js';
import { secretsOf } from '../secrets/index.js';
import { readLayout } from './layout-target.js';
import {
  bankFolders,
  checkOptions,
  flag,
  need,
  type Shape,
  tableFormShape,
  text,
  texts,
  unitValues,
} from './options/index.js';
import type { TableUnit } from './table-units.js';

export interface CheckTableOptions extends TableForm {
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
  /** Give what each row would burn, too. */
  readonly units?: boolean;
}

export interface TableDocument {
  readonly format: 'otpforge.table/1';
  readonly file: string;
  /** Rows below the header, none of which has a fault. */
  readonly rows: number;
  /** What each row would burn; only where it was asked for. */
  readonly units?: readonly TableUnit[];
  readonly warnings: readonly LayoutWarning[];
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
  units: flag,
  ...tableFormShape,
};

/** Checks a whole CSV file of units. Errors: UNIT_DATA_TABLE and the rest of UNIT_DATA_*, FILE_*, LAYOUT_*. */
export async function checkTable(options: CheckTableOptions): Promise<TableDocument> {
  checkOptions('checkTable', options, shape);
  const { stages, columns, ignoreColumns, headerLine } = options;
  const layout = await readLayout(options.layout, options.device, await loadBanks(options.banks));
  const loaded = await loadTable({ ...options, form: { columns, ignoreColumns, headerLine } }, layout);
  const use = { ...loaded, ...(stages && { stages }) };
  checkRows(layout, { ...use, strict: true });
  const made = options.units ? await unitsOf() : undefined;
  return {
    format: 'otpforge.table/1',
    file: options.csv,
    rows: loaded.table.rows.length,
    ...(made && { units: made.units }),
    warnings: [...layout.warnings, ...(made?.warnings ?? [])],
  };

  async function unitsOf() {
    const { tableUnits } = await import('./table-units.js');
    return tableUnits(layout, secretsOf(layout), use);
  }
}
