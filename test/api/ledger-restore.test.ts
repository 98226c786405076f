import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { backupLedger } from '../../src/api/ledger-backup.js';
import { type LedgerRestoreOptions, restoreLedger } from '../../src/api/ledger-restore.js';
import { initLedger, ledgerStatus } from '../../src/api/ledger-status.js';
import { type LedgerTransaction, pools } from '../../src/ledger/index.js';
import { account } from '../../src/ledger/pools/account.js';
import { loadList } from '../../src/ledger/pools/list.js';
import { ledgerInFolder, serialText } from './ledger-bench.js';

describe('restoreLedger', () => {
  const bench = ledgerInFolder();
  const restore = (options: Partial<LedgerRestoreOptions> = {}) =>
    restoreLedger(bench.file(), { reason: 'the disk was replaced', ...options });
  const backup = () => backupLedger(bench.file(), { output: bench.path('line.bak') });
  const next = async () =>
    Object.fromEntries((await ledgerStatus(bench.file())).pools.map((pool) => [pool.name, pool.next]));
  /** Takes the ledger away, as a disk does that fails. */
  const lose = () => {
    for (const end of ['', '-wal', '-shm']) rmSync(bench.path(`line.db${end}`), { force: true });
  };
  /** Two units in the backup, and three that it does not know. */
  const goBack = async () => {
    await bench.reserve(1, 2);
    await backup();
    await bench.reserve(3, 4, 5);
    copyFileSync(bench.path('line.bak'), bench.path('line.db'));
  };
  const enough = { serial: 3, macs: 3, acme: 3 };

  it('raises the pools of a ledger that went back above what was issued, and accounts for the numbers', async () => {
    await goBack();
    await expect(ledgerStatus(bench.file())).rejects.toMatchObject({ code: 'LEDGER_ROLLED_BACK' });
    expect(await restore({ skip: enough })).toMatchObject({
      skipped: [
        { name: 'controller-c/serial', first: 3, last: 5 },
        { name: 'macs', first: 4, last: 9 },
        { name: 'acme', rows: 0, owed: 3 },
      ],
    });
    expect(await next()).toEqual({ 'controller-c/serial': 6, macs: 10 });
    const accounts = await bench.inLedger((ledger) =>
      ledger.transaction(async (tx) => {
        const found = [];
        for (const pool of await pools(tx)) found.push(await account(tx, pool));
        return found;
      }),
    );
    expect(accounts).toEqual([
      { issued: 2, released: 0, scrapped: 0, skipped: 3, unaccounted: [], ahead: 0 },
      { issued: 4, released: 0, scrapped: 0, skipped: 6, unaccounted: [], ahead: 0 },
    ]);
    await bench.reserve(6);
  });

  it('refuses a pool that is not named, and counts below what this station remembers', async () => {
    await goBack();
    const refused = async (skip: Readonly<Record<string, number>>) =>
      restore({ skip }).then(
        () => expect.unreachable(),
        ({ code, details }) => [code, details.needed],
      );
    expect(await refused({})).toEqual(['LEDGER_SKIP', { 'controller-c/serial': 3, macs: 3, acme: 3 }]);
    expect(await refused({ serial: 3, customer: 3 })).toEqual(['LEDGER_SKIP', { macs: 3 }]);
    expect(await refused({ serial: 500, macs: 2, acme: 3 })).toEqual(['LEDGER_SKIP', { macs: 3 }]);
    await expect(restore({ skip: { ...enough, sreial: 1 } })).rejects.toMatchObject({ code: 'LEDGER_SKIP' });
    // Nothing was done half.
    await expect(ledgerStatus(bench.file())).rejects.toMatchObject({ code: 'LEDGER_ROLLED_BACK' });
    await restore({ skip: enough });
    expect(await next()).toEqual({ 'controller-c/serial': 6, macs: 10 });
  });

  it('counts each unit of a batch that the ledger lost', async () => {
    await bench.reserve(1, 2);
    await backup();
    await bench.exportBatch('B-0042', 20);
    copyFileSync(bench.path('line.bak'), bench.path('line.db'));
    await expect(restore({ skip: { serial: 19, macs: 20, acme: 20 } })).rejects.toMatchObject({
      details: { lost: 20, needed: { 'controller-c/serial': 20 } },
    });
    await restore({ skip: { serial: 20, macs: 20, acme: 20 } });
    expect(await next()).toEqual({ 'controller-c/serial': 23, macs: 44 });
  });

  describe('at a station that knows less', () => {
    const busy = () => vi.stubEnv('OTPFORGE_STATE_DIR', bench.path('state'));
    const idle = () => vi.stubEnv('OTPFORGE_STATE_DIR', bench.path('idle'));
    beforeEach(async () => {
      idle();
      await ledgerStatus(bench.file());
      busy();
      await goBack();
    });
    const few = { skip: { serial: 1, macs: 1, acme: 1 } };

    it('counts what the station knows that closed the ledger', async () => {
      await expect(ledgerStatus(bench.file())).rejects.toMatchObject({ code: 'LEDGER_ROLLED_BACK' });
      idle();
      await expect(restore(few)).rejects.toMatchObject({ details: { needed: { macs: 3 }, lost: 3 } });
      await restore({ skip: enough });
      busy();
      await bench.reserve(6);
      expect(await next()).toEqual({ 'controller-c/serial': 7, macs: 12 });
    });

    it('does not let a station in that remembers more than was skipped, until that is skipped too', async () => {
      idle();
      renameSync(bench.path('line.db'), bench.path('first.db'));
      copyFileSync(bench.path('first.db'), bench.path('line.db'));
      await restore(few);
      busy();
      await expect(ledgerStatus(bench.file())).rejects.toMatchObject({ code: 'LEDGER_ROLLED_BACK' });
      idle();
      await expect(ledgerStatus(bench.file())).rejects.toMatchObject({ code: 'LEDGER_ROLLED_BACK' });
      await expect(restore(few)).rejects.toMatchObject({ details: { needed: { macs: 2 }, lost: 2 } });
      await restore({ skip: { serial: 2, macs: 2, acme: 2 } });
      busy();
      expect(await next()).toEqual({ 'controller-c/serial': 6, macs: 10 });
    });
  });

  it('takes the manifest of a batch for what it shows', async () => {
    await bench.reserve(1, 2);
    await backup();
    lose();
    vi.stubEnv('OTPFORGE_STATE_DIR', bench.path('another'));
    const files = [3, 22].map((n) => ({ name: `${n}.hex`, unit: n, values: { serial: serialText(n) } }));
    const exports = [bench.path('B-0042.manifest.json')];
    writeFileSync(
      exports[0] ?? '',
      JSON.stringify({ format: 'otpforge.batch/1', batch: 'B-0042', files }, undefined, 2),
    );
    const few = { backup: bench.path('line.bak'), exports, skip: { serial: 19, macs: 1, acme: 1 } };
    await expect(restore(few)).rejects.toMatchObject({ details: { needed: { 'controller-c/serial': 20 } } });
    await restore({ ...few, skip: { serial: 20, macs: 1, acme: 1 } });
    expect(await next()).toEqual({ 'controller-c/serial': 23, macs: 6 });
  });

  it('puts a backup where the ledger is gone, once its pools are raised', async () => {
    await goBack();
    await expect(restore({ backup: bench.path('line.bak'), skip: enough })).rejects.toMatchObject({
      code: 'LEDGER_EXISTS',
    });
    lose();
    writeFileSync(bench.path('line.db-wal'), 'of the ledger that is gone');
    await expect(restore({ backup: bench.path('line.bak'), skip: enough })).rejects.toMatchObject({
      code: 'LEDGER_EXISTS',
    });
    lose();
    await expect(restore({ backup: bench.path('line.bak') })).rejects.toMatchObject({ code: 'LEDGER_SKIP' });
    expect(readdirSync(bench.path('.')).filter((name) => name.startsWith('line.db'))).toEqual([]);
    await restore({ backup: bench.path('line.bak'), skip: enough });
    expect(readdirSync(bench.path('.')).filter((name) => name.startsWith('line.db'))).toEqual(['line.db']);
    const [memory = ''] = readdirSync(bench.path('state/ledgers'));
    expect(JSON.parse(readFileSync(bench.path(`state/ledgers/${memory}`), 'utf8'))).toMatchObject({
      address: { engine: 'sqlite', file: bench.path('line.db') },
    });
    expect(await next()).toEqual({ 'controller-c/serial': 6, macs: 10 });
    await bench.reserve(6);
  });

  it('refuses the backup of another ledger', async () => {
    await goBack();
    const other = bench.path('other.yaml');
    writeFileSync(other, readFileSync(bench.file(), 'utf8').replace('sqlite:line.db', 'sqlite:other.db'));
    await initLedger(other, { simulated: true, ledgerKey: bench.path('other.key') });
    await backupLedger(other, { output: bench.path('other.bak') });
    lose();
    await expect(restore({ backup: bench.path('other.bak'), skip: enough })).rejects.toMatchObject({
      code: 'LEDGER_BACKUP',
      remedy: expect.stringContaining('another place'),
    });
    expect(existsSync(bench.path('line.db'))).toBe(false);
  });

  it('refuses a backup that is damaged', async () => {
    await goBack();
    lose();
    writeFileSync(bench.path('bad.bak'), 'not a ledger at all, though somebody says so');
    await expect(restore({ backup: bench.path('bad.bak'), skip: enough })).rejects.toMatchObject({
      exitCode: 9,
    });
    await expect(restore({ backup: bench.path('no.bak'), skip: enough })).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
    });
    expect(existsSync(bench.path('line.db'))).toBe(false);
  });

  it('takes no count of 0 at a station that remembers nothing, and shows what exports of others do', async () => {
    await bench.reserve(1, 2);
    await backup();
    lose();
    vi.stubEnv('OTPFORGE_STATE_DIR', bench.path('another'));
    const none = { backup: bench.path('line.bak'), skip: { serial: 0, macs: 0, acme: 0 } };
    await expect(restore(none)).rejects.toMatchObject({
      details: { needed: { 'controller-c/serial': 1, macs: 1, acme: 1 } },
    });
    const exports = [bench.path('units.jsonl')];
    const row = {
      format: 'otpforge.outbox/1',
      body: { values: { serial: serialText(40) } },
    };
    writeFileSync(exports[0] ?? '', `${JSON.stringify(row)}\n`);
    const few = { ...none, skip: { serial: 37, macs: 1, acme: 1 }, exports };
    await expect(restore(few)).rejects.toMatchObject({ details: { needed: { 'controller-c/serial': 38 } } });
    await restore({ ...few, skip: { serial: 38, macs: 1, acme: 1 } });
    expect(await next()).toEqual({ 'controller-c/serial': 41, macs: 6 });
  });

  it('takes a moved ledger with a count of 0 where its only station remembers its end', async () => {
    await bench.reserve(1, 2);
    await bench.load('a', 'b');
    renameSync(bench.path('line.db'), bench.path('first.db'));
    copyFileSync(bench.path('first.db'), bench.path('line.db'));
    await expect(ledgerStatus(bench.file())).rejects.toMatchObject({ code: 'LEDGER_MOVED' });
    await expect(restore()).rejects.toMatchObject({ code: 'LEDGER_SKIP' });
    await expect(restore({ reason: ' ' })).rejects.toThrow(/reason/);
    expect(await restore({ skip: { serial: 0, macs: 0, acme: 0 } })).toMatchObject({ skipped: [] });
    expect(await next()).toEqual({ 'controller-c/serial': 3, macs: 4 });
  });

  it('takes rows out of lists, which other units may have got', async () => {
    await bench.load('a', 'b', 'c');
    await bench.reserve(1);
    await backup();
    await bench.reserve(2);
    copyFileSync(bench.path('line.bak'), bench.path('line.db'));
    const { skipped } = await restore({ skip: { serial: 1, macs: 1, acme: 2 } });
    expect(skipped).toContainEqual({ name: 'acme', rows: 2 });
  });

  it('leaves rows of a list out that are loaded again, since units that are gone may have them', async () => {
    await bench.load('a', 'b');
    await backup();
    await bench.load('c', 'd', 'e');
    await bench.reserve(1);
    copyFileSync(bench.path('line.bak'), bench.path('line.db'));
    const { skipped } = await restore({ skip: { serial: 3, macs: 3, acme: 4 } });
    expect(skipped).toContainEqual({ name: 'acme', rows: 2, owed: 2 });
    const free = () => bench.inLedger((ledger) => ledger.transaction((tx) => freeRows(tx, 'acme')));
    await bench.load('b', 'c');
    expect(await free()).toEqual([]);
    await bench.load('c', 'd', 'e', 'f');
    expect(await free()).toEqual(['e', 'f']);
  });

  it('takes those rows out of a list first that exports show', async () => {
    const cellsOf = (n: number) => ({ 'Customer No': `C-${n}`, Lot: 'L1' });
    const rows = [1, 2, 3, 4, 5].map((n) => ({ mac: Buffer.of(n), cells: cellsOf(n) }));
    await bench.inLedger((ledger) => ledger.transaction((tx) => loadList(tx, 'acme', rows)));
    await backup();
    await bench.reserve(1);
    copyFileSync(bench.path('line.bak'), bench.path('line.db'));
    const exports = [bench.path('units.jsonl')];
    const values = (customer: string) => ({ customer, lot: 'L1', 'other.customer no': 'C-1', serial: 'C-2' });
    const lines = ['C-4', 'C-3', 'C-9'].map((customer) =>
      JSON.stringify({ format: 'otpforge.outbox/1', body: { values: values(customer) } }),
    );
    writeFileSync(exports[0] ?? '', `${lines.join('\n')}\n`);
    const few = restore({ exports, skip: { serial: 1, macs: 1, acme: 1 } });
    await expect(few).rejects.toMatchObject({ code: 'LEDGER_SKIP', details: { needed: { acme: 2 } } });
    const { skipped } = await restore({ exports, skip: { serial: 1, macs: 1, acme: 3 } });
    expect(skipped).toContainEqual({ name: 'acme', rows: 3 });
    const free = await bench.inLedger((ledger) => ledger.transaction((tx) => freeRows(tx, 'acme')));
    expect(free).toEqual([cellsOf(2), cellsOf(5)]);
  });

  it('leaves a ledger in order alone', async () => {
    await bench.reserve(1);
    await expect(restore({ skip: enough })).rejects.toMatchObject({ code: 'LEDGER_STATE' });
    expect(await next()).toEqual({ 'controller-c/serial': 2, macs: 2 });
  });
});

async function freeRows(tx: LedgerTransaction, list: string): Promise<readonly unknown[]> {
  const rows = await tx.all('SELECT cells FROM list_row WHERE list = $1 AND unit IS NULL ORDER BY n', list);
  return rows.map(({ cells }) => JSON.parse(String(cells)));
}
