import { printable } from '../text/printable.js';
import type { Report, ReportRow } from './ledger-report.js';

/** A report as one page that needs nothing else: no script, no picture, no style sheet of its own. */
export function reportHtml(report: Report): string {
  const { product, fields, rows } = report;
  const head = ['Unit', 'UID', 'Order', 'State', ...fields, 'Created', 'Changed', 'Operator', 'Remark'];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${shown(`${product}: production report`)}</title>
<style>${style}</style>
</head>
<body>
<h1>${shown(`${product}: production report`)}</h1>
<dl>
${factsOf(report)
  .map(([name, value]) => `<dt>${shown(name)}</dt><dd>${shown(value)}</dd>`)
  .join('\n')}
</dl>
<table>
<thead><tr>${head.map((name) => `<th scope="col">${shown(name)}</th>`).join('')}</tr></thead>
<tbody>
${rows.map(rowHtml).join('\n')}
</tbody>
</table>
</body>
</html>
`;
}

export function isReportHtml(begin: string): boolean {
  return begin.startsWith('<!doctype html>') && begin.includes(': production report</title>');
}

const style = `
body { font: 14px/1.4 system-ui, sans-serif; margin: 2rem; color: #111; background: #fff; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 1rem; }
dt { font-weight: 600; }
dd { margin: 0; }
table { border-collapse: collapse; width: 100%; }
th, td { border: 1px solid #999; padding: .2rem .5rem; text-align: left; overflow-wrap: anywhere; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
@media print { body { margin: 0; font-size: 9pt; } }
`;

function factsOf(report: Report): readonly (readonly [string, string])[] {
  const { order, from, to, made, timezone, units, verified, failed, scrapped, unfinished, replaced, ledger } =
    report;
  return [
    ...(order === undefined ? [] : [['Order', order] as const]),
    ...(from === undefined ? [] : [['From', from] as const]),
    ...(to === undefined ? [] : [['To', to] as const]),
    ['Made', `${made} (${timezone})`],
    ['Ledger', ledger],
    ['Units', String(units)],
    ['Verified', String(verified)],
    ['Failed', String(failed)],
    ['Scrapped', String(scrapped)],
    ['Not finished yet', String(unfinished)],
    ['Replaced', String(replaced)],
  ];
}

function rowHtml(row: ReportRow): string {
  const { unit, uid, order, state, values, created, changed, operator, remark } = row;
  const cells = [String(unit), uid, order, state, ...values, created, changed, operator, remark];
  return `<tr>${cells.map((text) => `<td>${shown(text)}</td>`).join('')}</tr>`;
}

/** As text of the page, whatever it holds. */
function shown(text: string): string {
  return printable(text).replaceAll(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
