import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addOutbox, type PendingRow } from '../../../src/ledger/units/outbox.js';
import { sendOutbox } from '../../../src/ledger/units/send-outbox.js';
import { sqliteTables, type Tables } from '../tables-support.js';

describe('sendOutbox', () => {
  let tables: Tables;
  beforeEach(async () => {
    tables = await sqliteTables();
    const rows = Array.from({ length: 600 }, (_, index) => ({ kind: 'unit', body: { index } }));
    await tables.in((tx) => addOutbox(tx, 'run 1', 1, rows));
  });
  afterEach(() => tables.close());

  const send = (all: boolean, write: (rows: readonly PendingRow[]) => Promise<void>) =>
    sendOutbox({ transaction: (work) => tables.in(work) }, all, write);
  const collect = async (all = false) => {
    const ids: number[] = [];
    const sent = await send(all, async (rows) => void ids.push(...rows.map(({ id }) => id)));
    return { ids, ...sent };
  };
  const numbers = (first: number, last: number) =>
    Array.from({ length: last - first + 1 }, (_, index) => first + index);

  it('writes each row once, in the order of their IDs', async () => {
    expect(await collect()).toEqual({ ids: numbers(1, 600), rows: 600, fresh: 600 });
    expect(await collect()).toEqual({ ids: [], rows: 0, fresh: 0 });
    expect(tables.events.filter(({ kind }) => kind === 'sent').map(({ details }) => details)).toEqual([
      { first: 1, last: 500, count: 500 },
      { first: 501, last: 600, count: 100 },
    ]);
  });

  it('writes rows again that were not written through', async () => {
    let blocks = 0;
    const full = send(false, async () => {
      blocks += 1;
      if (blocks === 2) throw new Error('no space left');
    });
    await expect(full).rejects.toThrow('no space left');
    expect((await collect()).ids).toEqual(numbers(501, 600));
  });

  it('writes all rows again when it is asked to', async () => {
    await send(false, async () => undefined);
    expect(await collect(true)).toEqual({ ids: numbers(1, 600), rows: 600, fresh: 0 });
  });
});
