import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../src/ledger/database.js';

/** What holds for a database of either engine. `open` connects once more to the one that `fresh` made. */
export function databaseSuite(fresh: () => Promise<void>, open: () => Promise<Database>): void {
  let database: Database;

  beforeEach(async () => {
    await fresh();
    database = await open();
    await database.transaction(async (tx) => {
      const bytes = tx.engine === 'sqlite' ? 'BLOB' : 'BYTEA';
      await tx.run(`CREATE TABLE thing (n BIGINT PRIMARY KEY, text TEXT, data ${bytes})`);
    });
    return () => database.close();
  });

  const add = (n: number) =>
    database.transaction((tx) => tx.run('INSERT INTO thing (n, text) VALUES ($1, $2)', n, 'x'));
  const numbers = async (from = database) =>
    (await from.transaction((tx) => tx.all('SELECT n FROM thing ORDER BY n'))).map(({ n }) => n);

  it('gives back what it was given', async () => {
    const row = { n: 2 ** 53 - 1, text: '$1 ’ü\u{202e}', data: Uint8Array.of(0, 255, 7) };
    const found = await database.transaction(async (tx) => {
      const changed = await tx.run(
        'INSERT INTO thing (data, text, n) VALUES ($2, $1, $3)',
        row.text,
        row.data,
        row.n,
      );
      expect(changed).toBe(1);
      return tx.get('SELECT n, text, data, count(*) OVER () AS "all" FROM thing WHERE n = $1', row.n);
    });
    expect(found).toEqual({ ...row, all: 1 });
    expect(Object.getPrototypeOf(found?.data)).toBe(Uint8Array.prototype);
  });

  it('takes null, an empty text and bytes for three things', async () => {
    const found = await database.transaction(async (tx) => {
      await tx.run('INSERT INTO thing VALUES ($1, $2, $3)', 1, null, Uint8Array.of(0));
      await tx.run('INSERT INTO thing VALUES ($1, $2, $3)', 2, '', null);
      return tx.all('SELECT * FROM thing ORDER BY n');
    });
    expect(found).toEqual([
      { n: 1, text: null, data: Uint8Array.of(0) },
      { n: 2, text: '', data: null },
    ]);
  });

  it('leaves a text in quotes as it is, and takes a parameter twice', async () => {
    const found = await database.transaction((tx) =>
      tx.get("SELECT '$1''$2' AS quoted, CAST($1 AS TEXT) AS a, CAST($1 AS TEXT) AS b", 'x'),
    );
    expect(found).toEqual({ quoted: "$1'$2", a: 'x', b: 'x' });
  });

  it('answers several statements in their order, and none where one of them fails', async () => {
    await add(1);
    await add(2);
    const found = await database.transaction((tx) =>
      tx.allOf(
        ['SELECT n FROM thing WHERE n = $1', 2],
        ['SELECT n FROM thing WHERE n > $1', 5],
        ['SELECT text FROM thing WHERE n = $1 OR text = $2 ORDER BY n', 1, 'x'],
      ),
    );
    expect(found).toEqual([[{ n: 2 }], [], [{ text: 'x' }, { text: 'x' }]]);
    const failed = database.transaction((tx) => tx.allOf(['SELECT n FROM thing'], ['SELECT n FROM nothing']));
    await expect(failed).rejects.toMatchObject({ code: 'LEDGER_FAILED' });
    expect(await numbers()).toEqual([1, 2]);
  });

  it('reports no row as undefined and counts the rows that it changed', async () => {
    await add(1);
    await add(2);
    expect(await database.transaction((tx) => tx.get('SELECT n FROM thing WHERE n = $1', 3))).toBeUndefined();
    expect(await database.transaction((tx) => tx.run('UPDATE thing SET text = $1', 'y'))).toBe(2);
    expect(await database.transaction((tx) => tx.run('UPDATE thing SET text = $1 WHERE n = 9', 'y'))).toBe(0);
  });

  it('keeps nothing of a transaction whose work fails', async () => {
    const failing = database.transaction(async (tx) => {
      await tx.run('INSERT INTO thing (n) VALUES (1)');
      throw new Error('stopped');
    });
    await expect(failing).rejects.toThrow('stopped');
    expect(await numbers()).toEqual([]);
  });

  it('keeps nothing of a transaction in which a statement fails', async () => {
    await add(1);
    const failing = database.transaction(async (tx) => {
      await tx.run('INSERT INTO thing (n) VALUES (2)');
      await tx.run('INSERT INTO thing (n, text) VALUES ($1, $2)', 1, 'a value of the line');
    });
    const error = await failing.catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'LEDGER_CONSTRAINT' });
    expect(JSON.stringify(error) + String(error)).not.toContain('a value of the line');
    expect(await numbers()).toEqual([1]);
  });

  it('keeps nothing of a transaction that goes on after a statement which failed', async () => {
    await add(1);
    const failing = database.transaction(async (tx) => {
      await tx.run('INSERT INTO thing (n) VALUES (2)');
      await tx.run('INSERT INTO thing (n) VALUES (1)').catch(() => undefined);
      return 'done';
    });
    await expect(failing).rejects.toMatchObject({ code: 'LEDGER_CONSTRAINT' });
    expect(await numbers()).toEqual([1]);
  });

  it('says that a statement which it does not understand failed', async () => {
    await expect(database.transaction((tx) => tx.run('SELECT nothing FROM nowhere'))).rejects.toMatchObject({
      code: 'LEDGER_FAILED',
    });
  });

  it('refuses a statement after the end of its transaction', async () => {
    const tx = await database.transaction(async (each) => each);
    await expect(tx.run('INSERT INTO thing (n) VALUES (1)')).rejects.toThrow('after the end');
    await expect(tx.get('SELECT 1')).rejects.toThrow('after the end');
    expect(await numbers()).toEqual([]);
  });

  it('does one transaction after the other', async () => {
    const order: string[] = [];
    const work = (name: string) =>
      database.transaction(async (tx) => {
        order.push(`${name} begins`);
        await tx.all('SELECT * FROM thing');
        order.push(`${name} ends`);
      });
    await Promise.all([work('a'), work('b')]);
    expect(order).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
  });

  it('counts to the same number over several connections that read before they write', async () => {
    await database.transaction((tx) => tx.run('INSERT INTO thing (n, text) VALUES (0, $1)', '0'));
    const others = await Promise.all([1, 2, 3, 4].map(open));
    const step = (other: Database) =>
      other.transaction(async (tx) => {
        const found = await tx.get('SELECT text FROM thing');
        await tx.run('UPDATE thing SET text = $1', String(Number(found?.text) + 1));
      });
    await Promise.all(others.flatMap((other) => Array.from({ length: 15 }, () => step(other))));
    await Promise.all(others.map((other) => other.close()));
    expect(await database.transaction((tx) => tx.get('SELECT text FROM thing'))).toEqual({ text: '60' });
  });

  describe('closed', () => {
    it('has done what was begun, and does nothing more', async () => {
      const other = await open();
      const last = other.transaction((tx) => tx.run('INSERT INTO thing (n) VALUES (1)'));
      await other.close();
      expect(await last).toBe(1);
      expect(await numbers()).toEqual([1]);
      await expect(numbers(other)).rejects.toMatchObject({ code: 'LEDGER_FAILED' });
    });
  });
}
