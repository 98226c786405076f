import { Hono } from 'hono';
import { z } from 'zod';
import { shiftCsv } from '../api/shift-csv.js';
import { shiftReport } from '../api/shift-report.js';
import type { PageDeps } from './page-deps.js';
import { Refusal } from './refusal.js';

const time = z.iso.datetime({ offset: true }).exactOptional();
const text = z.string().min(1).max(200).exactOptional();
const query = z.strictObject({
  ...{ from: time, to: time },
  // The empty text is the stage of a layout without stages.
  stage: z.string().max(200).exactOptional(),
  ...{ station: text, slot: text, order: text },
  as: z.literal('csv').exactOptional(),
});

/** The numbers of a window of time, as JSON or as a file for spreadsheets. */
export function reportRoute(deps: PageDeps): Hono {
  const { ledger, clock } = deps;
  const app = new Hono();
  app.get('/', async (c) => {
    const { success, data } = query.safeParse(c.req.query());
    if (!success) throw invalid('look at the names and times behind the question mark');
    const { as, from, to, ...scope } = data;
    const report = await shiftReport(
      { line: deps.line, ledger },
      { ...scope, ...windowOf(from, to, clock.now()) },
    );
    if (as === undefined) return c.json(report);
    return c.body(shiftCsv(report), 200, {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="shift-${report.from.slice(0, 10)}.csv"`,
    });
  });
  return app;
}

function windowOf(from: string | undefined, to: string | undefined, now: Date) {
  const end = to === undefined ? now : new Date(to);
  const begin = from === undefined ? new Date(end.getTime() - 12 * hourMs) : new Date(from);
  if (begin >= end) throw invalid('the window ends before it begins');
  if (end.getTime() - begin.getTime() > 31 * 24 * hourMs) throw invalid('the window has more than 31 days');
  return { from: begin, to: end };
}

const hourMs = 3_600_000;

function invalid(what: string): Refusal {
  return new Refusal(
    400,
    'QUERY_INVALID',
    `this report cannot be made: ${what}`,
    'Write times as 2026-11-29T06:00:00Z.',
  );
}
