import { expect, it } from 'vitest';
import { account, type PoolState, poolState, pools } from '../../../src/ledger/pools/account.js';
import { drawRow, listState, loadList } from '../../../src/ledger/pools/list.js';
import type { PoolSpec } from '../../../src/ledger/pools/pool.js';
import { skipNumbers } from '../../../src/ledger/pools/skip.js';
import { claim } from '../../../src/ledger/units/claim.js';
import { exportUnits } from '../../../src/ledger/units/export-units.js';
import { unitByNumber } from '../../../src/ledger/units/find.js';
import { finish } from '../../../src/ledger/units/finish.js';
import type { NewValue } from '../../../src/ledger/units/known.js';
import { release } from '../../../src/ledger/units/release.js';
import { reserve } from '../../../src/ledger/units/reserve.js';
import { ownerOf } from '../../../src/ledger/units/values.js';
import {
  claimOf,
  die,
  macOf,
  nextSerial,
  product,
  serialOf,
  serials,
  type Tables,
  textIn,
  textValue,
} from '../tables-support.js';

const macs: PoolSpec = {
  ...({ name: 'macs', kind: 'pool', first: 0, last: 7, step: 2 } as const),
  range: { space: 'eui48', low: '02005e100000', high: '02005e100007' },
};
const macAt = (n: number): NewValue =>
  textValue('mac', `02:00:5E:10:00:0${n}`, { source: 'pool', scope: 'mac' });

/** What pools, numbers and lists do. */
export function poolsSuite(tables: () => Tables): void {
  const drawn = (n: number, pool: PoolSpec, make: (n: number) => NewValue | readonly NewValue[] = macAt) =>
    tables().in((tx) => reserve(tx, nextSerial(n, { values: (draw) => draw(pool, make) })));
  const accounted = (name = serials.name as string, period = '') =>
    tables().in(async (tx) => account(tx, (await poolState(tx, name, period)) as PoolState));
  const none = { issued: 0, released: 0, scrapped: 0, skipped: 0, unaccounted: [], ahead: 0 };
  const rowsOf = async (pool: string) => {
    const rows = await tables().in((tx) =>
      tx.all('SELECT n, unit, reason FROM number WHERE pool = $1 ORDER BY n', pool),
    );
    return rows.map(({ n, unit, reason }) => [n, unit ?? reason]);
  };

  it('gives each unit all addresses of a step, each with its row', async () => {
    expect(textIn(await drawn(1, macs), 'mac')).toBe('02:00:5E:10:00:00');
    expect(textIn(await drawn(2, macs), 'mac')).toBe('02:00:5E:10:00:02');
    expect(await rowsOf('macs')).toEqual([
      [0, 1],
      [1, 1],
      [2, 2],
      [3, 2],
    ]);
    const second = await tables().in((tx) => ownerOf(tx, 'mac', macOf('02:00:5E:10:00:03')));
    expect(second).toMatchObject({ unit: 2, field: 'mac' });
    expect((await tables().in((tx) => unitByNumber(tx, 2)))?.values).toHaveLength(1);
    expect(await accounted('macs')).toEqual({ ...none, issued: 4 });
  });

  it('passes over a step of which somebody has an address', async () => {
    await tables().in((tx) => reserve(tx, nextSerial(1, { values: async () => [macAt(3)] })));
    await drawn(2, macs);
    expect(textIn(await drawn(3, macs), 'mac')).toBe('02:00:5E:10:00:04');
    const reason = 'passed over: unit 1 has its value';
    expect((await rowsOf('macs')).slice(2, 4)).toEqual([
      [2, reason],
      [3, reason],
    ]);
    expect(await accounted('macs')).toEqual({ ...none, issued: 4, skipped: 2 });
  });

  it('passes over a number that is accounted for already', async () => {
    await tables().in((tx) =>
      tx.run("INSERT INTO number (pool, period, n, reason) VALUES ($1, '', 1, 'lost')", serials.name),
    );
    expect(textIn(await drawn(1, serials, serialOf))).toBe('SN-2');
    expect(await rowsOf(serials.name)).toEqual([
      [1, 'lost'],
      [2, 1],
    ]);
  });

  it('passes over a number whose derived value somebody has', async () => {
    const derived = (n: number) => textValue('eui', `EUI-${n}`, { source: 'derive', scope: 'eui' });
    await tables().in((tx) => reserve(tx, nextSerial(1, { values: async () => [derived(1)] })));
    const unit = await drawn(2, serials, (n) => [serialOf(n), derived(n)]);
    expect([textIn(unit), textIn(unit, 'eui')]).toEqual(['SN-2', 'EUI-2']);
  });

  it('refuses a unit when the pool has no whole step left, and says so', async () => {
    const short = {
      ...macs,
      last: 2,
      range: { space: 'eui48', low: '02005e100000', high: '02005e100002' },
    } as const;
    await drawn(1, short);
    await expect(drawn(2, short)).rejects.toMatchObject({
      code: 'POOL_EMPTY',
      details: { pool: 'macs', next: 2, last: 2 },
    });
    expect(textIn(await drawn(2, macs), 'mac')).toBe('02:00:5E:10:00:02');
    expect(await tables().in((tx) => pools(tx))).toEqual([
      {
        name: 'macs',
        period: '',
        kind: 'pool',
        first: 0,
        last: 7,
        step: 2,
        next: 4,
        left: 4,
        range: macs.range,
      },
    ]);
  });

  it('refuses a used pool with another start, step or kind', async () => {
    await drawn(1, macs);
    for (const change of [{ first: 2 }, { step: 4 }, { kind: 'sequence' as const }]) {
      await expect(drawn(2, { ...macs, ...change })).rejects.toMatchObject({ code: 'POOL_CHANGED' });
    }
    const moved = { space: 'eui48', low: '02005e200000', high: '02005e200007' } as const;
    await expect(drawn(2, { ...macs, range: moved })).rejects.toMatchObject({
      code: 'POOL_CHANGED',
      details: { changed: 'low', recorded: '02005e100000' },
    });
  });

  it('refuses a pool with addresses of another one, also when it is extended', async () => {
    await drawn(1, macs);
    const other = (low: string, high: string, space: 'eui48' | 'eui64' = 'eui48') =>
      drawn(2, { ...macs, name: 'others', first: 8, last: 99, range: { space, low, high } }, (n) =>
        textValue('mac', `other ${n}`),
      );
    for (const [low, high] of [
      ['02005e100007', '02005e100010'],
      ['02005e0fffff', '02005e100000'],
      ['02005e000000', '02005eff0000'],
    ] as const) {
      await expect(other(low, high)).rejects.toMatchObject({
        code: 'POOL_OVERLAPS',
        details: { other: 'macs' },
      });
    }
    await other('02005e100008', '02005e100010');
    const longer = {
      ...macs,
      last: 8,
      range: { space: 'eui48', low: '02005e100000', high: '02005e100008' },
    } as const;
    await expect(drawn(3, longer)).rejects.toMatchObject({ code: 'POOL_OVERLAPS' });
  });

  it('counts each period from its start', async () => {
    const of = (period: string) => ({ ...serials, period });
    const make = (period: string) => (n: number) => textValue('serial', `${period}-${n}`);
    const texts = [];
    for (const [n, period] of ['W47', 'W47', 'W48', 'W47'].entries()) {
      texts.push(textIn(await drawn(n, of(period), make(period))));
    }
    expect(texts).toEqual(['W47-1', 'W47-2', 'W48-1', 'W47-3']);
    expect(await accounted(serials.name, 'W47')).toEqual({ ...none, issued: 3 });
  });

  it('draws a block over numbers that others have', async () => {
    await tables().in((tx) => reserve(tx, nextSerial(1, { values: async () => [serialOf(2)] })));
    const units = await tables().in((tx) =>
      exportUnits(tx, {
        product,
        stage: '',
        batch: 'B',
        count: 3,
        values: (draw) => draw(serials, serialOf),
      }),
    );
    expect(units.map((unit) => textIn(unit))).toEqual(['SN-1', 'SN-3', 'SN-4']);
    const limit = { ...serials, last: 5 };
    const many = tables().in((tx) =>
      exportUnits(tx, { product, stage: '', batch: 'C', count: 2, values: (draw) => draw(limit, serialOf) }),
    );
    await expect(many).rejects.toMatchObject({ code: 'POOL_EMPTY' });
    expect(await accounted()).toEqual({ ...none, issued: 3, skipped: 1 });
  });

  it('skips numbers with a reason, in whole steps and within the pool', async () => {
    await drawn(1, macs);
    const skipped = (count: number) => tables().in((tx) => skipNumbers(tx, macs, count, 'restored'));
    expect(await skipped(3)).toEqual({ first: 2, last: 5 });
    expect(textIn(await drawn(2, macs), 'mac')).toBe('02:00:5E:10:00:06');
    expect((await rowsOf('macs')).slice(2, 4)).toEqual([
      [2, 'restored'],
      [3, 'restored'],
    ]);
    expect(await accounted('macs')).toEqual({ ...none, issued: 4, skipped: 4 });
    await expect(skipped(1)).rejects.toMatchObject({ code: 'POOL_EMPTY' });
  });

  it('skips over a number that a unit has, which stays its own', async () => {
    await tables().in((tx) =>
      tx.run("INSERT INTO number (pool, period, n, reason) VALUES ($1, '', 2, 'known')", serials.name),
    );
    await tables().in((tx) => skipNumbers(tx, serials, 3, 'restored'));
    expect(await rowsOf(serials.name)).toEqual([
      [1, 'restored'],
      [2, 'known'],
      [3, 'restored'],
    ]);
  });

  it('finds numbers that nobody can account for', async () => {
    for (const n of [1, 2, 3, 4, 5]) await drawn(n, serials, serialOf);
    await tables().in(async (tx) => {
      await tx.run('DELETE FROM number WHERE n IN (1, 5)');
      await tx.run('DELETE FROM value WHERE n = 3');
    });
    expect(await accounted()).toMatchObject({ issued: 3, unaccounted: [1, 3, 5] });
  });

  it('gives each unit the first free row of a list, or the one with its key', async () => {
    const row = (name: string) => ({ mac: macOf(name), cells: { key: name } });
    const load = (...names: string[]) => tables().in((tx) => loadList(tx, 'units', names.map(row)));
    expect(await load('a', 'b')).toBe(2);
    expect(await load('b', 'c')).toBe(1);
    const given = (n: number, key?: string) =>
      tables().in((tx) =>
        reserve(tx, {
          ...nextSerial(n),
          values: async (_, holder) => {
            const { cells } = await drawRow(tx, 'units', holder, key === undefined ? undefined : macOf(key));
            return [textValue('key', (cells as { key: string }).key, { source: 'list' })];
          },
        }),
      );
    expect(textIn(await given(1), 'key')).toBe('a');
    expect(textIn(await given(2, 'c'), 'key')).toBe('c');
    await expect(given(3, 'c')).rejects.toMatchObject({ code: 'IDENTITY_TAKEN', details: { unit: 2 } });
    expect(await tables().in((tx) => listState(tx, 'units'))).toEqual({ rows: 3, free: 1 });
    expect(textIn(await given(3), 'key')).toBe('b');
    await expect(given(4)).rejects.toMatchObject({ code: 'POOL_EMPTY', details: { pool: 'units' } });
    await tables().in((tx) => release(tx, 1, 'x'));
    expect(textIn(await given(4), 'key')).toBe('a');
  });

  it('forgets the cells of a row once its unit is verified', async () => {
    await tables().in((tx) => loadList(tx, 'units', [{ mac: macOf('a'), cells: { key: 'sealed' } }]));
    await tables().in((tx) =>
      reserve(tx, {
        ...nextSerial(1),
        values: async (_, holder) => {
          await drawRow(tx, 'units', holder);
          return [{ ...textValue('key', 'a', { source: 'list' }), sealed: Uint8Array.of(1) }];
        },
      }),
    );
    const key = { unit: 1, generation: 1, stage: '' };
    await tables().in((tx) =>
      claim(tx, { ...key, from: 'reserved', version: 1, others: [], claim: claimOf('run 1') }),
    );
    const cells = async () => (await tables().in((tx) => tx.get('SELECT cells FROM list_row')))?.cells;
    expect(await cells()).toBe('{"key":"sealed"}');
    await tables().in((tx) => finish(tx, { run: 'run 1', result: 'verified', readBack: true }));
    expect(await cells()).toBeNull();
    expect(await tables().in((tx) => unitByNumber(tx, 1))).toMatchObject({ die: die(1) });
  });
}
