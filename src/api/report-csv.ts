import { printable } from '../text/printable.js';
import type { Report } from './ledger-report.js';

/** A report as CSV after RFC 4180, with totals left out: each line is a unit. */
export function reportCsv({ fields, rows, timezone }: Report): string {
  const times = ['created', 'changed'].map((time) => `${time} (${timezone})`);
  const head = [...firstColumns, ...fields, ...times, 'operator', 'remark'];
  const lines = rows.map(({ unit, uid, order, state, values, created, changed, operator, remark }) => [
    ...[String(unit), uid, order, state, ...values],
    ...[created, changed, operator, remark],
  ]);
  return csvLines([head, ...lines]);
}

/** Lines of CSV, whose cells run nowhere as formulas. */
export function csvLines(lines: readonly (readonly string[])[]): string {
  return lines.map((cells) => `${cells.map(cell).join(',')}\r\n`).join('');
}

const firstColumns = ['unit', 'uid', 'order', 'state'];

export function isReportCsv(begin: string): boolean {
  return begin.startsWith(`${firstColumns.join(',')},`);
}

/** A spreadsheet would run a text that begins like a formula; behind an apostrophe it shows it. Some split at semicolons. */
function cell(text: string): string {
  const shown = printable(text);
  const safe = shown.replaceAll(/(?<=^|;)(?=[=+\-@＝＋－＠])/g, "'");
  return /[",;\r\n']|^ | $/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
