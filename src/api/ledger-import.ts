import { basename } from 'node:path';
import { type BankFolders, type Device, findDevice, loadBanks } from '../bank/index.js';
import { OtpforgeError } from '../errors/index.js';
import { bytesOrRule, dataField, type Layout, type TableForm, type ValueField } from '../layout/index.js';
import type { DieId, KnownUnit, Ledger, LedgerTransaction } from '../ledger/index.js';
import type { Line } from '../line/index.js';
import { uidPattern } from '../target/index.js';
import { count } from '../text/plural.js';
import { isOneByte } from '../visit/index.js';
import { judgeRow, type LogJudge, type RowVerdict } from './import-rows.js';
import { readLayout } from './layout-target.js';
import type { LedgerStatusOptions } from './ledger-status.js';
import { withLine } from './open-line.js';
import { bankFolders, checkOptions, flag, need, tableFormShape, text, texts } from './options/index.js';
import { type LogRow, readLog } from './programmer-log.js';

export interface LedgerImportOptions extends LedgerStatusOptions, TableForm {
  /** The programmer's log, as CSV. */
  readonly log: string;
  /** Refuse units of another batch. */
  readonly batch?: string;
  /** Words of the log for a burn that went well. */
  readonly pass?: readonly string[];
  /** Say what would be done, and change nothing. */
  readonly check?: boolean;
  readonly banks?: BankFolders;
}

export interface LedgerImportDocument {
  readonly format: 'otpforge.ledger-import/1';
  readonly ledger: string;
  readonly file: string;
  readonly rows: number;
  /** Units that are reported now, or would be. */
  readonly reported: number;
  /** Units that were reported before, or that a visit has seen since. */
  readonly known: number;
  /** Rows whose burn failed: nothing is recorded of them. */
  readonly failed: number;
  /** Rows of units that another row reported, where no UID says that it is the same chip. */
  readonly again: readonly { readonly line: number; readonly unit: number; readonly source: string }[];
  /** Nothing was changed. */
  readonly check?: true;
}

/**
 * Records what somebody else's programmer says that it burnt: exported units become reported, never verified. One row that is
 * refused refuses all. Errors: LOG_REFUSED, UNIT_DATA_INVALID, FILE_*, LEDGER_KEY_*, LAYOUT_*, those of openLine.
 */
export async function importLedgerLog(
  file: string,
  options: LedgerImportOptions,
): Promise<LedgerImportDocument> {
  checkOptions('importLedgerLog', options, {
    ...{ log: need(text), batch: text, pass: texts, check: flag, banks: bankFolders, ledgerKey: text },
    ...tableFormShape,
  });
  const { ledgerKey, check = false } = options;
  return withLine(file, { ...(ledgerKey !== undefined && { ledgerKey }) }, async ({ line, ledger }) => {
    const banks = await loadBanks(options.banks);
    const device = findDevice(line.device, banks);
    const layout = await readLayout(line.layout, device.bank, banks);
    const fields = uniqueFields(line, layout);
    const rows = await readLog(options.log, { ...formOf(options), fields: [...fields.keys()] });
    const taken = await ledger.transaction(async (tx) => {
      const verdicts = await judged(
        tx,
        rows,
        await judgeOf(tx, { line, ledger, device, fields, rows, options }),
      );
      refuse(options.log, rows, verdicts);
      if (!check)
        for (const [index, verdict] of verdicts.entries())
          await record(tx, verdict, sourceOf(options.log, rows[index]));
      return verdicts;
    });
    const of = (does: RowVerdict['does']) => taken.filter((verdict) => verdict.does === does).length;
    return {
      format: 'otpforge.ledger-import/1',
      ledger: ledger.id,
      file: options.log,
      rows: rows.length,
      reported: of('report'),
      known: of('nothing'),
      failed: of('failed'),
      again: againOf(rows, taken),
      ...(check && { check }),
    };
  });
}

function formOf({ columns, ignoreColumns, headerLine, pass }: LedgerImportOptions) {
  return { columns, ignoreColumns, headerLine, ...(pass && { pass }) };
}

/** Public fields of the line that no two units share, by name. */
function uniqueFields({ sources }: Line, layout: Layout): ReadonlyMap<string, ValueField> {
  return new Map(
    sources.flatMap(({ field: name }) => {
      const field = dataField(layout, name);
      return field?.kind === 'value' && field.unique && !field.secret ? [[name, field] as const] : [];
    }),
  );
}

interface Judging {
  readonly line: Line;
  readonly ledger: Ledger;
  readonly device: Device;
  readonly fields: ReadonlyMap<string, ValueField>;
  readonly rows: readonly LogRow[];
  readonly options: LedgerImportOptions;
}

async function judgeOf(
  tx: LedgerTransaction,
  { line, ledger, device, fields, rows, options }: Judging,
): Promise<LogJudge> {
  const { keyOf, ownersOf } = await import('../ledger/units/values.js');
  const { canonicalBytes, scopeOf } = await import('../visit/scoped-values.js');
  const key = ledger.key();
  const soughtIn = ({ values }: LogRow) =>
    values.map(({ field: name, text: value }) => {
      const field = fields.get(name);
      const bytes = field && bytesOrRule(field, value, false);
      if (!field || !bytes || typeof bytes === 'string') return undefined;
      const scope = scopeOf(field, line);
      return { scope, mac: key.mac(scope, canonicalBytes(field, bytes)) };
    });
  const sought = new Map(rows.map((row) => [row, soughtIn(row)]));
  const owners = await ownersOf(
    tx,
    [...sought.values()].flat().flatMap((each) => each ?? []),
  );
  return {
    product: line.product,
    ...(options.batch !== undefined && { batch: options.batch }),
    ownersOf: (row) => (sought.get(row) ?? []).map((each) => each && owners.get(keyOf(each.scope, each.mac))),
    dieOf: (uid) => dieOf(device, uid),
    sourceOf: (row) => sourceOf(options.log, row),
  };
}

function dieOf({ name, line: { devIds } }: Device, uid: string): DieId | string {
  if (!uidPattern.test(uid)) return `"${uid}" is not a unique ID: 24 hexadecimal digits`;
  if (isOneByte(uid)) return `no die has the unique ID ${uid}: the programmer has not read the chip`;
  const [devId, another] = devIds;
  if (devId !== undefined && another === undefined) return { devId, uid };
  return `chips of ${name} have several DEV_IDs, and the log does not say which: leave the column of the UID out`;
}

async function judged(
  tx: LedgerTransaction,
  rows: readonly LogRow[],
  judge: LogJudge,
): Promise<readonly RowVerdict[]> {
  const seen = new Map<string, number>();
  const verdicts: RowVerdict[] = [];
  for (const row of rows) verdicts.push(await judgeRow(tx, row, seen, judge));
  return verdicts;
}

async function record(tx: LedgerTransaction, verdict: RowVerdict, source: string): Promise<void> {
  if (verdict.does === 'refuse' || verdict.does === 'failed') return;
  const { unit, die } = verdict;
  const { bind } = await import('../ledger/index.js');
  const { report } = await import('../ledger/units/bind.js');
  for (const stage of exportedStages(unit)) {
    await report(tx, { unit: unit.unit, stage, source, ...(die && { die }) });
  }
  if (verdict.does === 'nothing' && die && !unit.die) await bind(tx, unit.unit, die);
}

function againOf(rows: readonly LogRow[], verdicts: readonly RowVerdict[]): LedgerImportDocument['again'] {
  return verdicts.flatMap((verdict, index) =>
    verdict.does === 'refuse' || verdict.elsewhere === undefined
      ? []
      : [{ line: rows[index]?.line ?? 0, unit: verdict.unit.unit, source: verdict.elsewhere }],
  );
}

function exportedStages({ stages }: KnownUnit): readonly string[] {
  return stages.filter(({ state }) => state === 'exported').map(({ stage }) => stage);
}

function sourceOf(log: string, row: LogRow | undefined): string {
  return `${basename(log)}:${row?.line ?? 0}`;
}

/** Errors: LOG_REFUSED. */
function refuse(log: string, rows: readonly LogRow[], verdicts: readonly RowVerdict[]): void {
  const faults = verdicts.flatMap((verdict, index) =>
    verdict.does === 'refuse' ? [{ line: rows[index]?.line ?? 0, why: verdict.why }] : [],
  );
  if (faults.length === 0) return;
  const shown = faults.slice(0, most);
  const rest = faults.length > most ? `; the first ${most} are` : '';
  throw new OtpforgeError('LOG_REFUSED', {
    message: [
      `${log}: ${count(faults.length, 'row')} cannot be recorded, so nothing was${rest}`,
      ...shown.map(({ line, why }) => `${log}:${line}: ${why}`),
    ].join('\n'),
    remedy:
      'Find out what these chips are before you ship one. Take the rows out of the log to record the others.',
    details: { file: log, lines: shown.map(({ line }) => line), count: faults.length },
  });
}

const most = 10;
