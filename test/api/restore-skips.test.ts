import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { skipAll } from '../../src/api/restore-skips.js';
import { skipNumbers } from '../../src/ledger/index.js';
import { sqliteTables, type Tables } from '../ledger/tables-support.js';

describe('skipAll', () => {
  let tables: Tables;
  beforeEach(async () => {
    tables = await sqliteTables();
  });
  afterEach(() => tables.close());

  const skip = (name: string, units: number) =>
    tables.in((tx) =>
      skipAll(tx, {
        ...{ lines: [], skip: { [name]: units }, reason: 'lost', seen: [], lost: 0, isWhole: units === 0 },
      }),
    );

  it('asks for the line of a counter that has periods', async () => {
    const week = { name: 'b/serial', kind: 'sequence', first: 1, last: 999, period: '2026-W47' } as const;
    await tables.in((tx) => skipNumbers(tx, week, 1, 'used'));
    await expect(skip('b/serial', 5)).rejects.toMatchObject({
      code: 'LEDGER_SKIP',
      remedy: expect.stringContaining('--also'),
    });
    expect(await skip('b/serial', 0)).toEqual({ skipped: [], units: 0 });
  });

  it('asks for the line of a counter that has too few numbers left, whose range may be wider by now', async () => {
    const few = { name: 'b/serial', kind: 'sequence', first: 1, last: 10 } as const;
    await tables.in((tx) => skipNumbers(tx, few, 4, 'used'));
    await expect(skip('b/serial', 7)).rejects.toMatchObject({ code: 'LEDGER_SKIP' });
    expect(await skip('b/serial', 6)).toEqual({
      ...{ skipped: [{ name: 'b/serial', first: 5, last: 10 }], units: Number.MAX_SAFE_INTEGER },
    });
  });
});
