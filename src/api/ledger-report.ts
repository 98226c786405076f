import { type BankFolders, findDevice, loadBanks } from '../bank/index.js';
import { OtpforgeError } from '../errors/index.js';
import { writeAtomic } from '../files/write.js';
import { stagesOfLayout } from '../layout/index.js';
import type { Line } from '../line/index.js';
import { localDate } from '../values/index.js';
import { readLayout } from './layout-target.js';
import type { LedgerStatusOptions } from './ledger-status.js';
import { withLine } from './open-line.js';
import { bankFolders, checkOptions, need, text } from './options/index.js';
import { isReportCsv, reportCsv } from './report-csv.js';
import { refuseOtherFile } from './report-file.js';
import { isReportHtml, reportHtml } from './report-html.js';

export interface LedgerReportOptions extends LedgerStatusOptions {
  /** A file that ends in .csv or .html. */
  readonly output: string;
  /** Only units of this order. */
  readonly order?: string;
  /** Only units whose state last changed on these days, such as 2026-11-29, in the time zone of the line. */
  readonly from?: string;
  readonly to?: string;
  readonly banks?: BankFolders;
}

export interface ReportTotals {
  readonly units: number;
  readonly verified: number;
  readonly failed: number;
  readonly scrapped: number;
  /** Units in any other state: with the three before, all. */
  readonly unfinished: number;
  /** Units in whose place another one was made. */
  readonly replaced: number;
}

export interface LedgerReportDocument extends ReportTotals {
  readonly format: 'otpforge.ledger-report/1';
  readonly ledger: string;
  readonly product: string;
  readonly file: string;
  readonly order?: string;
  readonly from?: string;
  readonly to?: string;
  /** Left out where there are none. */
  readonly warnings?: readonly { readonly code: string; readonly message: string }[];
}

/** What both kinds of file show. */
export interface Report extends LedgerReportDocument {
  readonly made: string;
  readonly timezone: string;
  /** Public fields, in the order of the line. */
  readonly fields: readonly string[];
  readonly rows: readonly ReportRow[];
}

export interface ReportRow {
  readonly unit: number;
  readonly uid: string;
  readonly order: string;
  readonly state: string;
  readonly values: readonly string[];
  /** In the time zone of the line. */
  readonly created: string;
  readonly changed: string;
  readonly operator: string;
  /** "replaces 3", "replaced by 9". */
  readonly remark: string;
}

/**
 * Writes the units of a line as a table for its customer, without anything of their secrets. Errors: USAGE for another kind of
 * file, a day that is none and days in the wrong order, UNIT_UNKNOWN for an order without units, FILE_EXISTS for a file that is not a
 * report, LAYOUT_*, FILE_WRITE_FAILED, FILE_OVERWRITES_INPUT, those of openLine.
 */
export async function reportLedger(
  file: string,
  options: LedgerReportOptions,
): Promise<LedgerReportDocument> {
  const shape = {
    output: need(text),
    order: text,
    from: text,
    to: text,
    ledgerKey: text,
    banks: bankFolders,
  };
  checkOptions('reportLedger', options, shape);
  const { output, order, from, to, ledgerKey } = options;
  const { textOf, isReport } = kindOf(output);
  for (const day of [from, to]) if (day !== undefined) checkDay(day);
  if (from !== undefined && to !== undefined && from > to) throw wrongOrder(from, to);
  await refuseOtherFile(output, isReport);
  return withLine(file, { ...(ledgerKey !== undefined && { ledgerKey }) }, async ({ line, ledger }) => {
    const { unitsForReport } = await import('../ledger/units/report-units.js');
    const banks = await loadBanks(options.banks);
    const layout = await readLayout(line.layout, findDevice(line.device, banks).bank, banks);
    const stages = stagesOfLayout(layout);
    const found = await ledger.transaction(async (tx) => ({
      made: tx.now,
      units: await unitsForReport(tx, {
        product: line.product,
        ...(order !== undefined && { order }),
        stages,
      }),
    }));
    if (order !== undefined && found.units.length === 0) throw noOrder(line.product, order);
    const inTime = found.units.filter(({ changed }) => {
      const day = dayOf(line, changed);
      return (from === undefined || day >= from) && (to === undefined || day <= to);
    });
    const document: LedgerReportDocument = {
      format: 'otpforge.ledger-report/1',
      ledger: ledger.id,
      product: line.product,
      file: output,
      ...(order !== undefined && { order }),
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
      ...totalsOf(inTime),
      ...(inTime.length === 0 && { warnings: [emptyWarning(line.product, found.units.length)] }),
    };
    const fields = fieldsOf(line, inTime);
    const rows = inTime.map((unit) => rowOf(line, fields, unit));
    const { made } = found;
    const report = { ...document, made: timeText(line, made), timezone: line.timezone, fields, rows };
    await writeAtomic(output, textOf(report), { inputs: [line.file, line.layout] });
    return document;
  });
}

type Unit = Awaited<ReturnType<typeof import('../ledger/units/report-units.js').unitsForReport>>[number];

interface ReportKind {
  readonly textOf: (report: Report) => string;
  /** Whether a file begins as a report of this kind. */
  readonly isReport: (begin: string) => boolean;
}

function kindOf(output: string): ReportKind {
  if (/\.csv$/i.test(output)) return { textOf: reportCsv, isReport: isReportCsv };
  if (/\.html?$/i.test(output)) return { textOf: reportHtml, isReport: isReportHtml };
  throw new OtpforgeError('USAGE', {
    message: `${output}: a report is a file that ends in .csv or .html`,
    remedy: 'Name it so: -o report.html.',
  });
}

function checkDay(day: string): void {
  const time = new Date(`${day}T00:00:00Z`);
  if (/^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(time.getTime()) && time.toISOString().startsWith(day))
    return;
  throw new OtpforgeError('USAGE', {
    message: `${day} is not a day`,
    remedy: 'Write it as 2026-11-29.',
  });
}

function wrongOrder(from: string, to: string): OtpforgeError {
  return new OtpforgeError('USAGE', {
    message: `the first day ${from} is after the last day ${to}`,
    remedy: 'Swap them.',
  });
}

function noOrder(product: string, order: string): OtpforgeError {
  return new OtpforgeError('UNIT_UNKNOWN', {
    message: `the ledger has no unit of ${product} in the order ${order}; no report was written`,
    remedy: 'Check the number: otpforge ledger show shows the order of a unit.',
    details: { order },
  });
}

function emptyWarning(product: string, units: number): { readonly code: string; readonly message: string } {
  const what = units === 0 ? `the ledger has no unit of ${product}` : 'no unit changed on these days';
  return { code: 'REPORT_EMPTY', message: `${what}, so the report has no row` };
}

function totalsOf(units: readonly Unit[]): ReportTotals {
  const of = (state: Unit['state']) => units.filter((unit) => unit.state === state).length;
  const [verified, failed, scrapped] = [of('verified'), of('failed'), of('scrapped')];
  return {
    units: units.length,
    ...{ verified, failed, scrapped },
    unfinished: units.length - verified - failed - scrapped,
    replaced: units.filter(({ replacedBy }) => replacedBy !== undefined).length,
  };
}

function fieldsOf({ sources }: Line, units: readonly Unit[]): readonly string[] {
  const found = new Set(units.flatMap(({ values }) => [...values.keys()]));
  const own = sources.map(({ field }) => field).filter((field) => found.has(field));
  return [...own, ...[...found].filter((field) => !own.includes(field)).toSorted()];
}

function rowOf(line: Line, fields: readonly string[], unit: Unit): ReportRow {
  const { uid = '', order = '', operator = '', replaces, replacedBy } = unit;
  const remarks = [
    ...(replaces === undefined ? [] : [`replaces ${replaces}`]),
    ...(replacedBy === undefined ? [] : [`replaced by ${replacedBy}`]),
  ];
  return {
    unit: unit.unit,
    uid,
    order,
    state: unit.state,
    values: fields.map((field) => unit.values.get(field) ?? ''),
    created: timeText(line, unit.created),
    changed: timeText(line, unit.changed),
    operator,
    remark: remarks.join(', '),
  };
}

function dayOf({ timezone }: Line, time: string): string {
  const { year, month, day } = localDate(new Date(time), timezone);
  const two = (number: number) => String(number).padStart(2, '0');
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
}

function timeText(line: Line, time: string): string {
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone: line.timezone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  return `${dayOf(line, time)} ${clock.format(new Date(time))}`;
}
