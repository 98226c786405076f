import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claim } from '../../../src/ledger/units/claim.js';
import { finish } from '../../../src/ledger/units/finish.js';
import { orderState } from '../../../src/ledger/units/orders.js';
import { reserve } from '../../../src/ledger/units/reserve.js';
import { scrap } from '../../../src/ledger/units/scrap.js';
import { orderGuard } from '../../../src/station/guards/order-guard.js';
import { claimOf, nextSerial, product, sqliteTables, type Tables } from '../../ledger/tables-support.js';

const order = { number: 'WO-1', quantity: 2 };

describe('orderGuard', () => {
  let tables: Tables;
  beforeEach(async () => {
    tables = await sqliteTables();
  });
  afterEach(() => tables.close());
  const check = (more: object = { order }) =>
    orderGuard({ product, ...more }, { transaction: (work) => tables.in(work) }).check();
  const reserved = (n: number) => tables.in((tx) => reserve(tx, nextSerial(n, { order })));
  const burnt = async (unit: number, result: 'verified' | 'failed') => {
    const [key, run] = [{ unit, generation: 1, stage: '' }, `run ${unit} ${result}`];
    const from = await tables.in((tx) => tx.get('SELECT state, version FROM stage WHERE unit = $1', unit));
    const at = { from: from?.state === 'failed' ? ('failed' as const) : ('reserved' as const) };
    await tables.in((tx) =>
      claim(tx, { ...key, ...at, version: Number(from?.version), others: [], claim: claimOf(run) }),
    );
    await tables.in((tx) => finish(tx, { run, result, readBack: true }));
  };

  it('stops when all units of the order are done, not when they are only given out', async () => {
    await reserved(1);
    await burnt(1, 'verified');
    expect(await check()).toBeUndefined();
    await reserved(2);
    expect(await check()).toBeUndefined();
    await burnt(2, 'failed');
    expect(await check()).toBeUndefined();
    await burnt(2, 'verified');
    expect(await check()).toEqual({
      code: 'ORDER_FULL',
      message: 'order WO-1 has all of its 2 units',
      next: 'Begin the next order in line.yaml.',
    });
  });

  it.each(['exported', 'bound', 'reported'])('goes on while a unit is %s', async (state) => {
    for (const unit of [1, 2]) {
      await reserved(unit);
      await burnt(unit, 'verified');
    }
    expect(await check()).toBeDefined();
    await tables.in((tx) => tx.run('UPDATE stage SET state = $1 WHERE unit = 2', state));
    expect(await check()).toBeUndefined();
    expect(await tables.in((tx) => orderState(tx, product, 'WO-1'))).toEqual({
      used: 2,
      unfinished: 1,
      open: 1,
    });
    await tables.in((tx) => tx.run("UPDATE stage SET state = 'verified', shown = 0 WHERE unit = 2"));
    expect(await tables.in((tx) => orderState(tx, product, 'WO-1'))).toEqual({
      used: 2,
      unfinished: 0,
      open: 1,
    });
  });

  it('goes on when a unit is scrapped, and for another order or none', async () => {
    for (const unit of [1, 2]) {
      await reserved(unit);
      await burnt(unit, 'verified');
    }
    expect(await check()).toBeDefined();
    expect(await check({ order: { ...order, number: 'WO-2' } })).toBeUndefined();
    expect(await check({})).toBeUndefined();
    await tables.in((tx) => scrap(tx, 2, 'dropped'));
    expect(await check()).toBeUndefined();
  });
});
