import { chmodSync, copyFileSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LedgerAddress } from '../../src/ledger/address.js';
import type { Database } from '../../src/ledger/database.js';
import { brokenChains, eventsOf } from '../../src/ledger/events.js';
import { defaultKeyFile, makeKeyFile } from '../../src/ledger/key-file.js';
import type { Ledger } from '../../src/ledger/ledger.js';
import { openDatabase } from '../../src/ledger/open-database.js';
import { type LedgerOptions, openLedger } from '../../src/ledger/open-ledger.js';
import { acceptClock, reopenLedger } from '../../src/ledger/set-right.js';
import { openStation, type Station } from '../../src/ledger/station.js';
import { isStationAlive } from '../../src/ledger/station-row.js';

/** What holds for a ledger of either engine. `fresh` gives the address of a place without one, in or beside a folder. */
export function ledgerSuite(fresh: (folder: string) => Promise<LedgerAddress>): void {
  let folder = '';
  let address: LedgerAddress;
  let [a, b]: Station[] = [];
  let opened: Ledger[] = [];

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'otpforge-ledger-'));
    address = await fresh(folder);
    a = await openStation(join(folder, 'a'));
    b = await openStation(join(folder, 'b'));
    opened = [];
  });
  afterEach(async () => {
    for (const ledger of opened) await ledger.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const open = async (station = a, options: Partial<LedgerOptions> = {}) => {
    const ledger = await openLedger(address, { station: station as Station, ...options });
    opened.push(ledger);
    return ledger;
  };
  const make = (options: Partial<LedgerOptions> = {}) => open(a, { create: true, ...options });
  const note = (ledger: Ledger, n: number) =>
    ledger.transaction((tx) => tx.addEvent({ kind: 'noted', details: { n } }));
  const inDatabase = async <T>(work: (database: Database) => Promise<T>) => {
    const database = await openDatabase(address);
    try {
      return await work(database);
    } finally {
      await database.close();
    }
  };

  describe('is made once', () => {
    it('and not by opening it', async () => {
      await expect(open()).rejects.toMatchObject({ code: 'LEDGER_MISSING', exitCode: 9 });
      const { id } = await make();
      expect((await open(b)).id).toBe(id);
      await expect(make()).rejects.toMatchObject({ code: 'LEDGER_EXISTS' });
      expect((await open()).id).toBe(id);
    });

    it('and is refused to an otpforge that does not know its schema', async () => {
      await make();
      await inDatabase((database) =>
        database.transaction((tx) => tx.run('INSERT INTO schema_version VALUES (1000)')),
      );
      await expect(open()).rejects.toMatchObject({ code: 'LEDGER_TOO_NEW' });
    });
  });

  describe('is for one kind of dies', () => {
    it('from its first use on', async () => {
      await make();
      await open(a, { medium: 'simulated' });
      await expect(open(b, { medium: 'silicon' })).rejects.toMatchObject({ code: 'LEDGER_MEDIUM' });
      await open(b, { medium: 'simulated' });
      await open(b);
    });
  });

  describe('has a key', () => {
    it('which its owner alone can read, and which another station is given', async () => {
      const first = await make();
      const file = defaultKeyFile(first.station, first.id);
      expect(statSync(file).mode & 0o777).toBe(0o600);
      const second = await open(b, { keyFile: file });
      const bytes = Uint8Array.of(1, 2, 3);
      expect(second.key().mac('s', bytes)).toEqual(first.key().mac('s', bytes));
      expect((await open()).key().fingerprint).toBe(first.key().fingerprint);
    });

    it('without which a station does not start', async () => {
      const first = await make();
      const second = await open(b);
      expect(() => second.key()).toThrow(
        expect.objectContaining({ code: 'LEDGER_KEY_MISSING', exitCode: 9 }),
      );
      const file = join(folder, 'copy.key');
      copyFileSync(defaultKeyFile(first.station, first.id), file);
      chmodSync(file, 0o644);
      const third = await open(b, { keyFile: file });
      expect(() => third.key()).toThrow(expect.objectContaining({ code: 'LEDGER_KEY_WRONG' }));
    });

    it('and takes no other for it', async () => {
      await make();
      const keyFile = join(folder, 'other.key');
      await makeKeyFile(keyFile);
      const ledger = await open(a, { keyFile });
      expect(() => ledger.key()).toThrow(expect.objectContaining({ code: 'LEDGER_KEY_WRONG' }));
    });
  });

  describe('keeps the events of its stations', () => {
    it('in a chain of each', async () => {
      const [first, second] = [await make(), await open(b)];
      await note(first, 1);
      await note(second, 2);
      await note(first, 3);
      const events = await first.transaction((tx) => eventsOf(tx, first.station.id, 0, 9));
      expect(events.map(({ details }) => details)).toEqual(['{"n":1}', '{"n":3}']);
      expect(await first.transaction((tx) => brokenChains(tx, first.id))).toEqual([]);
    });

    it('over several connections of one station at once', async () => {
      const first = await make();
      const others = await Promise.all([open(), open(), open()]);
      await Promise.all([first, ...others].flatMap((ledger) => [1, 2, 3, 4, 5].map((n) => note(ledger, n))));
      expect(await first.transaction((tx) => eventsOf(tx, first.station.id, 0, 99))).toHaveLength(20);
      expect(await first.transaction((tx) => brokenChains(tx, first.id))).toEqual([]);
    });

    it('and not those of a transaction that fails', async () => {
      const ledger = await make();
      const failing = ledger.transaction(async (tx) => {
        await tx.addEvent({ kind: 'noted', details: {} });
        throw new Error('stopped');
      });
      await expect(failing).rejects.toThrow('stopped');
      await note(ledger, 1);
      expect(await ledger.transaction((tx) => eventsOf(tx, ledger.station.id, 0, 9))).toHaveLength(1);
    });
  });

  describe('has a clock', () => {
    const at = (time: string) => ({ now: () => new Date(`2026-11-29T${time}Z`) });

    it('that does not go back before what is in it', async () => {
      const ledger = await make(at('10:00:00'));
      await note(ledger, 1);
      await expect(open(b, at('09:59:57'))).rejects.toMatchObject({ code: 'CLOCK_SUSPECT', exitCode: 9 });
      const earlier = await open(a, { ...at('09:59:57'), past: ['CLOCK_SUSPECT'] });
      await expect(earlier.checkClock()).rejects.toMatchObject({ code: 'CLOCK_SUSPECT' });
      await (await open(b, at('09:59:58'))).checkClock();
      await note(earlier, 2);
      await expect(open(b, at('09:59:57'))).rejects.toMatchObject({ code: 'CLOCK_SUSPECT' });
    });

    it('that somebody can call right', async () => {
      await note(await make({ now: () => new Date('2099-01-01T00:00:00Z') }), 1);
      const ledger = await open(a, { ...at('10:00:00'), past: ['CLOCK_SUSPECT'] });
      await acceptClock(ledger, 'the battery was empty');
      await ledger.checkClock();
      await (await open(b, at('10:00:00'))).checkClock();
    });

    it('by which a station lives for a minute', async () => {
      let now = new Date('2026-11-29T10:00:00Z');
      const ledger = await make({ now: () => now });
      const [mine, other] = [ledger.station.id, 'of nobody'];
      const alive = (id: string) => ledger.transaction((tx) => isStationAlive(tx, id));
      const stop = await ledger.keepAlive();
      stop();
      now = new Date('2026-11-29T10:00:59.999Z');
      expect([await alive(mine), await alive(other)]).toEqual([true, false]);
      now = new Date('2026-11-29T10:01:00Z');
      expect(await alive(mine)).toBe(false);
      await note(ledger, 1);
      expect(await alive(mine)).toBe(true);
    });
  });

  describe('that went back in time', () => {
    /** As a copy from before would be: the last events of a station are gone. */
    const rollBack = (station: Station, n: number) =>
      inDatabase(async (database) => {
        await database.transaction(async (tx) => {
          const triggers = tx.engine === 'sqlite' ? ['event_no_update', 'event_no_delete'] : [];
          for (const name of triggers) await tx.run(`DROP TRIGGER IF EXISTS ${name}`);
          if (tx.engine === 'postgres') await tx.run('DROP TRIGGER IF EXISTS event_no_change ON event');
          const last = await tx.get('SELECT hash FROM event WHERE station = $1 AND n = $2', station.id, n);
          await tx.run('DELETE FROM event WHERE station = $1 AND n > $2', station.id, n);
          await tx.run(
            'UPDATE station SET events = $2, head = $3 WHERE id = $1',
            station.id,
            n,
            last?.hash ?? '',
          );
        });
      });
    const rolledBack = { code: 'LEDGER_ROLLED_BACK', exitCode: 9 };

    it('is closed to all stations by the one that knows', async () => {
      const ledger = await make();
      for (const n of [1, 2, 3]) await note(ledger, n);
      await rollBack(ledger.station, 2);
      await open(b);
      await expect(open()).rejects.toMatchObject(rolledBack);
      await expect(open(b)).rejects.toMatchObject(rolledBack);
    });

    it('is found so at the next transaction, which does nothing', async () => {
      const ledger = await make();
      await note(ledger, 1);
      await note(ledger, 2);
      await rollBack(ledger.station, 1);
      await expect(note(ledger, 3)).rejects.toMatchObject(rolledBack);
      await expect(open(b)).rejects.toMatchObject(rolledBack);
    });

    it('is found so by a station that has seen events of another one', async () => {
      const [ledger, other] = [await make(), await open(b)];
      await note(ledger, 1);
      (await other.keepAlive())();
      rmSync(join(folder, 'a', 'ledgers'), { recursive: true });
      await rollBack(ledger.station, 0);
      await expect(open(b)).rejects.toMatchObject(rolledBack);
    });

    it('is found so where other events took the place of those that are gone', async () => {
      const ledger = await make();
      for (const n of [1, 2]) await note(ledger, n);
      const kept = join(folder, 'kept');
      const memory = join(folder, 'a', 'ledgers', `${ledger.id}.json`);
      copyFileSync(memory, kept);
      await rollBack(ledger.station, 1);
      rmSync(memory);
      const unaware = await open();
      for (const n of [2.5, 3.5]) await note(unaware, n);
      copyFileSync(kept, memory);
      await expect(open()).rejects.toMatchObject(rolledBack);
    });

    it('is opened again by somebody who answers for its pools, and not a second time by itself', async () => {
      const [ledger, other] = [await make(), await open(b)];
      for (const n of [1, 2, 3]) await note(ledger, n);
      await rollBack(ledger.station, 1);
      await expect(open()).rejects.toMatchObject(rolledBack);
      const right = await open(a, { past: ['LEDGER_ROLLED_BACK'] });
      await reopenLedger(right, 'the disk was changed', async () => ({
        skipped: { serial: 500 },
        units: 500,
      }));
      await note(right, 4);
      await note(other, 5);
      await note(await open(), 6);
      await note(await open(b), 7);
      expect(await right.transaction((tx) => brokenChains(tx, right.id))).toEqual([]);
      const [, restored] = await right.transaction((tx) => eventsOf(tx, right.station.id, 0, 9));
      expect(JSON.parse(restored?.details ?? '')).toEqual({
        reason: 'the disk was changed',
        restored: 1,
        skipped: { serial: 500 },
      });
      await inDatabase((database) =>
        database.transaction((tx) => tx.run("DELETE FROM meta WHERE name = 'restored'")),
      );
      await expect(open(b)).rejects.toMatchObject(rolledBack);
    });
  });
}
