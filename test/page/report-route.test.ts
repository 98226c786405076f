import { describe, expect, it } from 'vitest';
import { openLine } from '../../src/api/open-line.js';
import { ledgerInFolder } from '../api/ledger-bench.js';
import { type Bench, codeOf, pageBench } from './page-bench.js';

const ledger = ledgerInFolder();

/** A page over the ledger of a folder, whose clock is an hour ahead so that visits of this moment are over. */
async function onPage(work: (bench: Bench) => Promise<void>): Promise<void> {
  const opened = await openLine(ledger.file(), { ledgerKey: ledger.ledgerKey() });
  const clock = { now: () => new Date(Date.now() + 3_600_000), every: () => () => {} };
  try {
    await work(pageBench({ ...opened, clock }));
  } finally {
    await opened.ledger.close();
  }
}

describe('GET /api/report', () => {
  it('has the numbers of the last hours, of this product', async () => {
    await ledger.verify(1, 2);
    await onPage(async ({ get }) => {
      expect(await (await get('/api/report')).json()).toMatchObject({
        ...{ format: 'otpforge.shift-report/1', product: 'controller-c', timezone: 'Europe/Berlin' },
        ...{ units: 2, verified: 2, firstPassYield: 1, finalYield: 1, retests: 0, pareto: [] },
        slots: [{ units: 2 }],
      });
    });
  });

  it('has those of another window, slot or order where they are asked for', async () => {
    await ledger.verify(1);
    await onPage(async ({ get }) => {
      const unitsOf = async (query: string) =>
        ((await (await get(`/api/report?${query}`)).json()) as { units: number }).units;
      const { slots } = (await (await get('/api/report')).json()) as {
        slots: { slot: string; station: string }[];
      };
      const { slot = '', station = '' } = slots[0] ?? {};
      expect(await unitsOf(new URLSearchParams({ slot, station, order: 'WO-1' }).toString())).toBe(1);
      for (const other of ['slot=other', 'station=other', 'order=WO-2', 'stage=other'])
        expect(await unitsOf(other), other).toBe(0);
      expect(await unitsOf('from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00%2B01:00')).toBe(0);
    });
  });

  it('is a file for spreadsheets, too', async () => {
    await ledger.verify(1);
    await onPage(async ({ get }) => {
      const answer = await get('/api/report?as=csv');
      expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
      expect(answer.headers.get('content-disposition')).toMatch(
        /^attachment; filename="shift-\d{4}-\d\d-\d\d\.csv"$/,
      );
      const lines = (await answer.text()).split('\r\n');
      expect(lines[0]).toBe(
        'by,name,units,firstPass,verified,firstPassYield,finalYield,retests,medianMs,p95Ms,visits',
      );
      expect(lines[1]).toMatch(/^shift,\S+ to \S+,1,1,1,1,1,0,\d+,\d+,$/);
      expect(lines.slice(2).map((line) => line.split(',')[0])).toEqual(['hour', 'slot', '']);
    });
  });

  it.each([
    'from=yesterday',
    'from=2026-11-29',
    'from=2026-11-29T06:00:00',
    'from=2026-11-29T06:00:00Z&to=2026-11-29T06:00:00Z',
    'from=2020-01-01T00:00:00Z&to=2020-02-02T00:00:00Z',
    'slot=',
    'as=html',
    'unit=1',
  ])('is not made of %s', async (query) => {
    expect(await codeOf(await pageBench().get(`/api/report?${query}`))).toBe('400 QUERY_INVALID');
  });
});
