import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../src/ledger/database.js';
import { firstHash } from '../../src/ledger/event-hash.js';
import { addEvent, brokenChains, eventsOf, eventsOfUnit } from '../../src/ledger/events.js';
import { migrate } from '../../src/ledger/migrate.js';
import { ledgerTables } from '../../src/ledger/schema-0.js';

const ledger = 'a-ledger';
const time = '2026-11-29T10:00:00.000Z';

/** What holds for the events of a ledger of either engine; each test opens an empty database. */
export function eventsSuite(open: () => Promise<Database>): void {
  let database: Database;
  const add = (station: string, details: object, more: { unit?: number; run?: string } = {}) =>
    database.transaction((tx) =>
      addEvent(tx, station, time, { kind: 'noted', details: { ...details }, ...more }),
    );
  const run = (sql: string) => database.transaction((tx) => tx.run(sql));
  const broken = () => database.transaction((tx) => brokenChains(tx, ledger));

  beforeEach(async () => {
    database = await open();
    await migrate(database, [ledgerTables]);
    for (const station of ['a', 'b'])
      await database.transaction((tx) =>
        tx.run('INSERT INTO station VALUES ($1, 0, $2, $3)', station, firstHash(ledger, station), time),
      );
    await add('a', { count: 1 }, { unit: 7 });
    await add('b', { count: 1 }, { unit: 7, run: 'r' });
    await add('a', { count: 2 });
  });

  it('are a chain of each station, and kept as they were added', async () => {
    const events = await database.transaction((tx) => eventsOf(tx, 'a', 0, 10));
    expect(events.map(({ n, details }) => [n, JSON.parse(details)])).toEqual([
      [1, { count: 1 }],
      [2, { count: 2 }],
    ]);
    expect(await database.transaction((tx) => eventsOf(tx, 'a', 1, 10))).toEqual([events[1]]);
    const ofUnit = await database.transaction((tx) => eventsOfUnit(tx, 7));
    expect(ofUnit.map(({ station, run: id }) => [station, id])).toEqual([
      ['a', null],
      ['b', 'r'],
    ]);
    expect(await broken()).toEqual([]);
  });

  it('cannot be changed or removed', async () => {
    for (const sql of [
      "UPDATE event SET details = '{}'",
      'DELETE FROM event WHERE n = 2',
      'DELETE FROM event',
    ])
      await expect(run(sql)).rejects.toMatchObject({ code: 'LEDGER_CONSTRAINT' });
    expect(await broken()).toEqual([]);
  });

  it('of one number cannot be added twice', async () => {
    await run("UPDATE station SET events = 0 WHERE id = 'a'");
    await expect(add('a', {})).rejects.toMatchObject({ code: 'LEDGER_CONSTRAINT' });
  });

  describe('show where a chain breaks when somebody', () => {
    const withoutTriggers = async () => {
      if (database.engine === 'postgres') return run('DROP TRIGGER event_no_change ON event');
      await run('DROP TRIGGER event_no_update');
      return run('DROP TRIGGER event_no_delete');
    };

    it.each([
      ['changes details', "UPDATE event SET details = '{}' WHERE station = 'a' AND n = 1", 1],
      ['changes a unit', "UPDATE event SET unit = 8 WHERE station = 'a' AND n = 1", 1],
      ['removes the first', "DELETE FROM event WHERE station = 'a' AND n = 1", 1],
      ['removes the last', "DELETE FROM event WHERE station = 'a' AND n = 2", 2],
      ['sets the count back', "UPDATE station SET events = 1 WHERE id = 'a'", 2],
      ['changes the head', "UPDATE station SET head = 'x' WHERE id = 'a'", 3],
    ])('%s', async (_, sql, n) => {
      await withoutTriggers();
      await run(sql);
      expect(await broken()).toEqual([{ station: 'a', n }]);
    });

    it('takes the ledger for another one', async () => {
      const found = await database.transaction((tx) => brokenChains(tx, 'other'));
      expect(found).toEqual([
        { station: 'a', n: 1 },
        { station: 'b', n: 1 },
      ]);
    });
  });
}
