import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type LedgerReportOptions, type Report, reportLedger } from '../../src/api/ledger-report.js';
import { reportCsv } from '../../src/api/report-csv.js';
import { reportHtml } from '../../src/api/report-html.js';
import { release } from '../../src/ledger/units/release.js';
import { replace } from '../../src/ledger/units/replace.js';
import { scrap } from '../../src/ledger/units/scrap.js';
import { die } from '../ledger/tables-support.js';
import { ledgerInFolder } from './ledger-bench.js';

const times = 'created (Europe/Berlin),changed (Europe/Berlin)';

describe('reportLedger', () => {
  const bench = ledgerInFolder();
  const report = async (options: Partial<LedgerReportOptions> = {}) => {
    const output = bench.path('report.csv');
    const document = await reportLedger(bench.file(), { output, ...options });
    return { document, lines: readFileSync(output, 'utf8').split('\r\n') };
  };

  it('lists units with what a customer may know, and counts them', async () => {
    await bench.verify(1, 2, 3);
    await bench.reserve(4, 5);
    await bench.inLedger((ledger) =>
      ledger.transaction(async (tx) => {
        await scrap(tx, 2, 'dropped');
        await replace(tx, 3, 2, 'for the dropped one');
        await release(tx, 5, 'wrong product');
      }),
    );
    const { document, lines } = await report();
    expect(document).toMatchObject({
      units: 4,
      verified: 2,
      failed: 0,
      scrapped: 1,
      unfinished: 1,
      replaced: 1,
    });
    expect(lines[0]).toBe(`unit,uid,order,state,serial,mac,${times},operator,remark`);
    const today = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$/;
    expect(lines.slice(1, 5).map((text) => text.split(',').filter((cell) => !today.test(cell)))).toEqual([
      ['1', die(1).uid, 'WO-1', 'verified', 'SN-000001', '02:00:5E:10:00:00', 'ME', ''],
      ['2', die(2).uid, 'WO-1', 'scrapped', 'SN-000002', '02:00:5E:10:00:02', 'ME', 'replaced by 3'],
      ['3', die(3).uid, 'WO-1', 'verified', 'SN-000003', '02:00:5E:10:00:04', 'ME', 'replaces 2'],
      ['4', die(4).uid, 'WO-1', 'reserved', 'SN-000004', '02:00:5E:10:00:06', '', ''],
    ]);
    expect(lines.slice(5)).toEqual(['']);
  });

  it('keeps to an order and to days in the time zone of the line', async () => {
    await bench.verify(1);
    expect((await report({ order: 'WO-1' })).document.units).toBe(1);
    expect((await report({ to: '2026-01-01' })).document.units).toBe(0);
    expect((await report({ from: '2026-01-01', to: '2999-01-01' })).document.units).toBe(1);
    await expect(report({ from: '2026-13-01' })).rejects.toMatchObject({ code: 'USAGE' });
    await expect(report({ output: bench.path('report.pdf') })).rejects.toMatchObject({ code: 'USAGE' });
    await expect(report({ output: bench.file() })).rejects.toMatchObject({ code: 'USAGE' });
  });

  it('is no success without units: an unknown order and days in the wrong order are refused', async () => {
    expect((await report()).document).toMatchObject({
      ...{ units: 0, warnings: [{ code: 'REPORT_EMPTY', message: expect.stringContaining('controller-c') }] },
    });
    await bench.verify(1);
    expect((await report()).document).not.toHaveProperty('warnings');
    expect((await report({ from: '2999-01-01' })).document).toMatchObject({
      ...{ units: 0, warnings: [{ message: expect.stringContaining('no unit changed on these days') }] },
    });
    const output = bench.path('none.csv');
    await expect(report({ output, order: 'WO-2' })).rejects.toMatchObject({
      ...{ code: 'UNIT_UNKNOWN', message: expect.stringContaining('WO-2') },
    });
    await expect(report({ output, from: '2026-11-02', to: '2026-11-01' })).rejects.toMatchObject({
      ...{ code: 'USAGE', message: expect.stringContaining('2026-11-02 is after') },
    });
    expect(existsSync(output)).toBe(false);
    expect((await report({ from: '2026-11-01', to: '2026-11-01' })).document.units).toBe(0);
  });

  it.each(['csv', 'html'])('replaces a report, and no other .%s file', async (kind) => {
    const output = bench.path(`units.${kind}`);
    const other = kind === 'csv' ? 'Customer No,Lot\nC-1,L1\n' : '<!doctype html><title>Home</title>';
    writeFileSync(output, other);
    await expect(reportLedger(bench.file(), { output })).rejects.toMatchObject({ code: 'FILE_EXISTS' });
    expect(readFileSync(output, 'utf8')).toBe(other);
    writeFileSync(output, '');
    await reportLedger(bench.file(), { output });
    await bench.verify(1);
    expect(await reportLedger(bench.file(), { output })).toMatchObject({ units: 1 });
    expect(readFileSync(output, 'utf8')).toContain('SN-000001');
  });

  it('counts no unit as verified whose second stage is still to come', async () => {
    await bench.verify(1);
    await bench.reserve(2);
    await bench.inLedger((ledger) => ledger.transaction((tx) => release(tx, 2, 'wrong product')));
    const layout = readFileSync(bench.path('otp.yaml'), 'utf8').replace(', lot]', ']');
    writeFileSync(bench.path('otp.yaml'), layout.replace('lot: { ', 'lot: { when: final, '));
    // Burnt at all stages at once.
    expect((await report()).document).toMatchObject({ units: 1, verified: 1 });
    await bench.inLedger((ledger) =>
      ledger.transaction((tx) => tx.run("UPDATE stage SET stage = 'board' WHERE unit = 1")),
    );
    const { document, lines } = await report();
    expect(document).toMatchObject({ units: 1, verified: 0 });
    expect(lines[1]).toContain(`${die(1).uid},WO-1,reserved,`);
  });

  it('shows no secret and nothing that could find one', async () => {
    await bench.verify(1);
    await bench.inLedger((ledger) =>
      ledger.database.transaction((tx) =>
        tx.run("UPDATE value SET sealed = $1, plain = NULL WHERE field = 'mac'", Buffer.from('sealed bytes')),
      ),
    );
    const { lines } = await report();
    expect(lines[0]).toBe(`unit,uid,order,state,serial,${times},operator,remark`);
    await report({ output: bench.path('report.html') });
    const page = readFileSync(bench.path('report.html'), 'utf8');
    expect(page).toContain('<td>SN-000001</td>');
    for (const text of [lines.join('\n'), page]) expect(text).not.toMatch(/sealed|02:00:5E/i);
  });
});

const hostile = [
  '=HYPERLINK("http://evil/","x")',
  '+1',
  '-1+1',
  '@SUM(A1)',
  '＝1',
  '"><script src=//evil></script>',
  "' onload='x",
  'a,b',
  'two\nlines',
  '\u202eturned',
  '\t=1',
  'x;=1+1',
] as const;

const page: Report = {
  format: 'otpforge.ledger-report/1',
  ...{ ledger: 'l', product: hostile[5], file: 'r', order: hostile[0] },
  ...{
    units: 1,
    verified: 1,
    failed: 0,
    scrapped: 0,
    unfinished: 0,
    replaced: 0,
    made: 'now',
    timezone: 'UTC',
  },
  fields: [...hostile],
  rows: [
    {
      ...{ unit: 1, uid: 'U', order: hostile[0], state: 'verified', values: [...hostile] },
      ...{ created: 'c', changed: 'd', operator: hostile[3], remark: '' },
    },
  ],
};

describe('a report of hostile texts', () => {
  it('has no cell in CSV that a spreadsheet runs, and a line for each unit', () => {
    const lines = reportCsv(page).split('\r\n');
    expect(lines).toHaveLength(3);
    for (const line of lines) expect(line).not.toMatch(/(^|[,;])"?[=+\-@＝]/);
    expect(lines[1]).toContain(`"'=HYPERLINK(""http://evil/"",""x"")"`);
    expect(lines[1]).toContain(`,"'-1+1",`);
    expect(lines[1]).toContain(`,"x;'=1+1",`);
    expect(lines[1]).toContain(',"a,b",two\\u{A}lines,\\u{202E}turned,');
  });

  it('is text alone on the page, which needs nothing from elsewhere', () => {
    const html = reportHtml(page);
    const inside = html.replace(/<style>[^<]*<\/style>/, '');
    expect(new Set([...inside.matchAll(/<\/?([a-z0-9!]+)/g)].map(([, tag]) => tag))).toEqual(
      new Set([
        ...['!doctype', 'html', 'head', 'meta', 'title', 'body', 'h1', 'dl', 'dt', 'dd'],
        ...['table', 'thead', 'tbody', 'tr', 'th', 'td'],
      ]),
    );
    for (const [tag] of inside.matchAll(/<[^>]*>/g)) expect(tag).not.toMatch(/src=|href=|\son\w+=/i);
    expect(html).not.toMatch(/url\(|@import/);
    expect(html).toContain("default-src 'none'");
    expect(html).toContain('<td>&#34;&#62;&#60;script');
  });
});
