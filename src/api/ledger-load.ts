import { type BankFolders, findDevice, loadBanks } from '../bank/index.js';
import { OtpforgeError } from '../errors/index.js';
import { dataField, type Layout, loadTable, type TableForm } from '../layout/index.js';
import type { LedgerTransaction } from '../ledger/index.js';
import type { Line } from '../line/index.js';
import { listFields } from '../visit/index.js';
import { readLayout } from './layout-target.js';
import type { LedgerStatusOptions } from './ledger-status.js';
import { type CheckedRow, listRows } from './list-rows.js';
import { withLine } from './open-line.js';
import { bankFolders, checkOptions, flag, need, tableFormShape, text } from './options/index.js';

export interface LedgerLoadOptions extends LedgerStatusOptions, TableForm {
  /** A CSV file with a row for each unit. */
  readonly csv: string;
  /** The list of the line; its only one unless given. */
  readonly list?: string;
  /** Say what would be done, and change nothing. */
  readonly check?: boolean;
  readonly banks?: BankFolders;
}

export interface LedgerLoadDocument {
  readonly format: 'otpforge.ledger-load/1';
  readonly ledger: string;
  readonly list: string;
  readonly file: string;
  /** Rows of the file. */
  readonly rows: number;
  readonly added: number;
  /** Rows that no unit gets: units that the ledger lost may have had them. Left out where there are none. */
  readonly lost?: number;
  /** Rows that the list had already. */
  readonly known: number;
  /** Rows that no other unit gets, since one has their value from elsewhere. */
  readonly taken: readonly { readonly line: number; readonly unit: number }[];
  /** Rows of the list that no unit has. */
  readonly free: number;
  /** Nothing was changed: the numbers are those that a load would have. */
  readonly check?: true;
}

/**
 * Loads rows of a table into a list of the line, each once by its unique column. All rows are checked against the layout before
 * one is stored. Errors: UNIT_DATA_*, USAGE for a list that the line lacks, LINE_INVALID where it has none, LEDGER_KEY_*, FILE_*, LAYOUT_*, those of
 * openLine.
 */
export async function loadLedgerRows(file: string, options: LedgerLoadOptions): Promise<LedgerLoadDocument> {
  checkOptions('loadLedgerRows', options, {
    ...{ csv: need(text), list: text, check: flag, banks: bankFolders, ledgerKey: text },
    ...tableFormShape,
  });
  const { csv, ledgerKey, check = false } = options;
  return withLine(file, { ...(ledgerKey !== undefined && { ledgerKey }) }, async ({ line, ledger }) => {
    const list = listOf(line, options.list);
    const banks = await loadBanks(options.banks);
    const layout = await readLayout(line.layout, findDevice(line.device, banks).bank, banks);
    const { table } = await loadTable({ csv, form: formOf(line, list, options) });
    const rows = listRows({ line, layout, keeper: ledger.key(), list }, table);
    const scope = await scopeOfList(line, layout, list);
    return ledger.transaction(async (tx) => {
      const { freshRows, listState, loadList, owedRows } = await import('../ledger/index.js');
      const owned = await withOwners(tx, list, scope, rows);
      const stored = owned.map(({ row }) => row);
      const taken = owned.flatMap(({ line, row: { owner } }) => (owner ? [{ line, unit: owner.unit }] : []));
      const before = (await listState(tx, list)).free;
      const owed = await owedRows(tx, list);
      const fresh = check ? (await freshRows(tx, list, stored)).length : await loadList(tx, list, stored);
      // The first ones of a load are those that the list owes.
      const lost = Math.min(owed, fresh - taken.length);
      const added = fresh - taken.length - lost;
      return {
        format: 'otpforge.ledger-load/1',
        ledger: ledger.id,
        list,
        file: csv,
        rows: rows.length,
        added,
        ...(lost > 0 && { lost }),
        known: rows.length - fresh,
        taken,
        free: before + added,
        ...(check && { check }),
      };
    });
  });
}

/** Errors: USAGE; LINE_INVALID for a line without a list. */
function listOf({ file, sources }: Line, asked: string | undefined): string {
  const lists = [...new Set(sources.flatMap((source) => (source.kind === 'list' ? [source.list] : [])))];
  const [only, another] = lists;
  const found = asked ?? (another === undefined ? only : undefined);
  if (found !== undefined && lists.includes(found)) return found;
  const what = asked === undefined ? 'and none was named' : `and none is called ${asked}`;
  throw new OtpforgeError(lists.length === 0 ? 'LINE_INVALID' : 'USAGE', {
    message: `${file}: the line has ${lists.length === 0 ? 'no list' : `the lists ${lists.join(', ')}`}, ${what}`,
    remedy: lists.length === 0 ? 'Give a field the source { list: NAME }.' : 'Name one with --list.',
    details: { file, lists },
  });
}

/** The line names the columns; a table of another system may call them otherwise. */
function formOf(
  line: Line,
  list: string,
  { columns, ignoreColumns, headerLine }: LedgerLoadOptions,
): TableForm {
  const fields = listFields(line, list);
  // Fields may share a column, which then is read for the first of them.
  const first = fields.filter(
    ({ column }, index) => fields.findIndex((each) => each.column === column) === index,
  );
  const own = Object.fromEntries(first.map(({ field, column }) => [field, column]));
  return { columns: { ...own, ...columns }, ignoreColumns, headerLine };
}

async function scopeOfList(line: Line, layout: Layout, list: string): Promise<string> {
  const { scopeOf } = await import('../visit/scoped-values.js');
  const [scope] = listFields(line, list).flatMap(({ field: name }) => {
    const field = dataField(layout, name);
    return field?.unique ? [scopeOf(field, line)] : [];
  });
  // A list without one is refused with its first row.
  return scope ?? '';
}

/** The rows, each with the unit that has its value from elsewhere than this very list. */
async function withOwners(
  tx: LedgerTransaction,
  list: string,
  scope: string,
  rows: readonly CheckedRow[],
): Promise<readonly CheckedRow[]> {
  const { keyOf, ownersOf } = await import('../ledger/units/values.js');
  const owners = await ownersOf(
    tx,
    rows.map(({ row: { mac } }) => ({ scope, mac })),
  );
  const owned = [];
  for (const { line, row } of rows) {
    const owner = owners.get(keyOf(scope, row.mac));
    const isOther =
      owner && !(await tx.get('SELECT n FROM list_row WHERE list = $1 AND mac = $2', list, row.mac));
    owned.push({ line, row: isOther ? { ...row, owner } : row });
  }
  return owned;
}
