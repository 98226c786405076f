import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Ledger } from '../../src/ledger/ledger.js';
import { type LedgerOptions, openLedger } from '../../src/ledger/open-ledger.js';
import { reopenLedger } from '../../src/ledger/set-right.js';
import { openStation, type Station } from '../../src/ledger/station.js';
import { ledgerSuite } from './ledger-suite.js';

describe('a SQLite ledger', () =>
  ledgerSuite(async (folder) => ({ engine: 'sqlite', file: join(folder, 'line.db') })));

describe('the file of a SQLite ledger', () => {
  let folder = '';
  let file = '';
  let station: Station;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'otpforge-ledger-'));
    file = join(folder, 'line.db');
    station = await openStation(join(folder, 'state'), 'aa');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Opens, works and closes, so that all is in the one file. */
  async function using<T>(
    work: (ledger: Ledger) => Promise<T>,
    { at = file, ...options }: Partial<LedgerOptions> & { at?: string } = {},
  ): Promise<T> {
    const ledger = await openLedger({ engine: 'sqlite', file: at }, { station, ...options });
    try {
      return await work(ledger);
    } finally {
      await ledger.close();
    }
  }
  const note = (ledger: Ledger) => ledger.transaction((tx) => tx.addEvent({ kind: 'noted', details: {} }));

  it('put back from a copy is refused', async () => {
    await using(note, { create: true });
    const copy = readFileSync(file);
    await using(note);
    writeFileSync(file, copy);
    await expect(using(note)).rejects.toMatchObject({ code: 'LEDGER_ROLLED_BACK' });
  });

  it('that was copied is refused, and is taken over by somebody who says so', async () => {
    await using(note, { create: true });
    const at = join(folder, 'copy.db');
    copyFileSync(file, at);
    await expect(using(note, { at })).rejects.toMatchObject({ code: 'LEDGER_MOVED', exitCode: 9 });
    await using((ledger) => reopenLedger(ledger, 'a new disk', async () => ({ skipped: [], units: 0 })), {
      at,
      past: ['LEDGER_MOVED', 'LEDGER_ROLLED_BACK'],
    });
    await using(note, { at });
    await expect(using(note)).rejects.toMatchObject({ code: 'LEDGER_ROLLED_BACK' });
  });

  it('on another machine is refused', async () => {
    await using(note, { create: true });
    const elsewhere = await openStation(join(folder, 'elsewhere'), 'bb');
    await expect(using(note, { station: elsewhere })).rejects.toMatchObject({ code: 'LEDGER_MOVED' });
  });

  it('is remembered by a station although it never wrote in it', async () => {
    await using(note, { create: true });
    const copy = readFileSync(file);
    await using(note);
    const other = await openStation(join(folder, 'other'), 'aa');
    await using(async () => undefined, { station: other });
    rmSync(join(folder, 'state', 'ledgers'), { recursive: true });
    writeFileSync(file, copy);
    await expect(using(note, { station: other })).rejects.toMatchObject({ code: 'LEDGER_ROLLED_BACK' });
  });
});
