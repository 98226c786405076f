import { expect, it } from 'vitest';
import type { Database } from '../../src/ledger/database.js';
import { migrate, schemaVersion } from '../../src/ledger/migrate.js';
import { migrations } from '../../src/ledger/migrations.js';

const one = { version: 1, statements: () => ['CREATE TABLE a (n INTEGER)', 'INSERT INTO a VALUES (1)'] };
const two = {
  version: 2,
  statements: (engine: string) => [
    'ALTER TABLE a ADD COLUMN m INTEGER',
    `CREATE TABLE ${engine} (n INTEGER)`,
  ],
};

/** What holds for the schema of a database of either engine; each test opens an empty one. */
export function migrateSuite(open: () => Promise<Database>): void {
  it('brings a database up to the last migration, each of them once', async () => {
    const database = await open();
    expect(await schemaVersion(database)).toBe(0);
    expect(await migrate(database, [one])).toBe(0);
    expect(await migrate(database, [one, two])).toBe(1);
    expect(await migrate(database, [one, two])).toBe(2);
    expect(await schemaVersion(database)).toBe(2);
    expect(await database.transaction((tx) => tx.all('SELECT * FROM a'))).toEqual([{ n: 1, m: null }]);
    expect(await database.transaction((tx) => tx.all(`SELECT * FROM ${database.engine}`))).toEqual([]);
  });

  it('keeps nothing of a migration that fails', async () => {
    const database = await open();
    const bad = {
      version: 2,
      statements: () => ['CREATE TABLE b (n INTEGER)', 'CREATE TABLE a (n INTEGER)'],
    };
    await expect(migrate(database, [one, bad])).rejects.toMatchObject({ code: 'LEDGER_FAILED' });
    expect(await schemaVersion(database)).toBe(0);
    expect(await migrate(database, [one, two])).toBe(0);
  });

  it('refuses the schema of a later version', async () => {
    const database = await open();
    await migrate(database, [one, two]);
    await expect(migrate(database, [one])).rejects.toMatchObject({
      code: 'LEDGER_TOO_NEW',
      details: { found: 2, newest: 1 },
    });
  });

  it('gives the visits of an older ledger their die, product and order', async () => {
    const database = await open();
    await migrate(database, migrations.slice(0, 2));
    await database.transaction(async (tx) => {
      await tx.run("INSERT INTO station VALUES ('bench 1', 0, '', '')");
      await tx.run(
        `INSERT INTO unit (id, product, dev_id, uid, generation, order_number, created)
         VALUES (1, 'lamp', 1, 'AB', 1, 'WO-1', '')`,
      );
      const visit =
        "INSERT INTO visit (run, unit, station, slot, began) VALUES ($1, $2, 'bench 1', '1', '2026-11-29')";
      for (const [run, unit] of [['run 1', 1] as const, ['run 2', null] as const])
        await tx.run(visit, run, unit);
      const event = "INSERT INTO event VALUES ('bench 1', $1, '', $2, NULL, 'run 2', $3, '')";
      await tx.run(event, 1, 'visit', '{"result":"refused","uid":"CD"}');
      await tx.run(event, 2, 'sent', '{"uid":"EF"}');
    });
    await migrate(database, migrations);
    const rows = await database.transaction((tx) =>
      tx.all('SELECT uid, product, order_number FROM visit ORDER BY run'),
    );
    expect(rows).toEqual([
      { uid: 'AB', product: 'lamp', order_number: 'WO-1' },
      { uid: 'CD', product: null, order_number: null },
    ]);
  });

  it('is done once by several that begin at the same time', async () => {
    const databases = await Promise.all([open(), open(), open()]);
    const found = await Promise.all(databases.map((each) => migrate(each, [one, two])));
    expect(found.toSorted()).toEqual([0, 2, 2]);
  });
}
