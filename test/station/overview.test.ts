import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OpenLedger } from '../../src/api/board-visit.js';
import type { Layout } from '../../src/layout/index.js';
import { addVisit } from '../../src/ledger/units/visits.js';
import type { Line } from '../../src/line/index.js';
import { Overview } from '../../src/station/overview.js';
import { die, product, sqliteTables, type Tables } from '../ledger/tables-support.js';

describe('the overview of a station', () => {
  let tables: Tables;
  beforeEach(async () => {
    tables = await sqliteTables();
  });
  afterEach(() => tables.close());

  /** At `hour` o'clock, by a station that began a month before. */
  const overviewAt = (hour: number) => {
    const now = `2026-11-29T${String(hour).padStart(2, '0')}:00:00.000Z`;
    return new Overview({
      open: {
        visits: {
          transaction: (work: Parameters<Tables['in']>[0]) => tables.in((tx) => work({ ...tx, now })),
        },
      } as unknown as OpenLedger,
      line: () => ({
        line: { product, sources: [] } as unknown as Line,
        layout: { fields: [] } as unknown as Layout,
      }),
      stage: '',
      visited: () => new Set(),
      from: new Date('2026-10-29T00:00:00.000Z'),
      changed: () => undefined,
    });
  };

  it('reads the visits of the last twelve hours, however long the station runs', async () => {
    for (const [n, hour] of [
      [1, '05'],
      [2, '07'],
    ] as const) {
      const time = `2026-11-29T${hour}:00:00.000Z`;
      const visit = {
        run: `run ${n}`,
        product,
        stage: '',
        slot: '1',
        began: time,
        codes: [],
        uid: die(n).uid,
      };
      await tables.in((tx) => addVisit({ ...tx, now: time }, { ...visit, result: 'refused' }));
    }
    const units = async (hour: number) => {
      const overview = overviewAt(hour);
      await overview.read();
      return overview.view.numbers.units;
    };
    expect([await units(8), await units(18), await units(20)]).toEqual([2, 1, 0]);
  });
});
