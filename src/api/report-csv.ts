import { printable } from '../text/printable.js';
import type { Report } from './ledger-report.js';

/** A report as CSV after RFC 4180, with totals left out: each line is a unit. */
export function reportCsv({ fields, rows }: Report): string {
  const head = ['unit', 'uid', 'order', 'state', ...fields, 'created', 'changed', 'operator', 'remark'];
  const lines = rows.map(({ unit, uid, order, state, values, created, changed, operator, remark }) => [
    ...[String(unit), uid, order, state, ...values],
    ...[created, changed, operator, remark],
  ]);
  return [head, ...lines].map((cells) => `${cells.map(cell).join(',')}\r\n`).join('');
}

/** A spreadsheet would run a text that begins like a formula; behind an apostrophe it shows it. Some split at semicolons. */
function cell(text: string): string {
  const shown = printable(text);
  const safe = shown.replaceAll(/(?<=^|;)(?=[=+\-@＝＋－＠])/g, "'");
  return /[",;\r\n']|^ | $/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
