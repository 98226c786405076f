import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '../../src/ledger/database.js';
import { firstHash } from '../../src/ledger/event-hash.js';
import { addEvent } from '../../src/ledger/events.js';
import type { LedgerTransaction, NewEvent } from '../../src/ledger/ledger-transaction.js';
import { migrate } from '../../src/ledger/migrate.js';
import { migrations } from '../../src/ledger/migrations.js';
import { openDatabase } from '../../src/ledger/open-database.js';
import type { Claim, DieId, KnownUnit, NewValue } from '../../src/ledger/units/known.js';
import type { Reservation } from '../../src/ledger/units/reserve.js';

/** A database with the tables, and the events of what was committed. */
export interface Tables {
  readonly events: NewEvent[];
  in<T>(work: (tx: LedgerTransaction) => Promise<T>, station?: string): Promise<T>;
  close(): Promise<void>;
}

/** The tables in a SQLite file of their own, which closing them removes. */
export async function sqliteTables(): Promise<Tables> {
  const folder = mkdtempSync(join(tmpdir(), 'otpforge-ledger-'));
  const database = await openDatabase({ engine: 'sqlite', file: join(folder, 'line.db') }, { create: true });
  await createTables(database);
  const tables = tablesOf(database);
  const close = async () => {
    await tables.close();
    rmSync(folder, { recursive: true });
  };
  return { ...tables, close };
}

export async function createTables(database: Database): Promise<void> {
  await migrate(database, migrations);
  await database.transaction(async (tx) => {
    for (const id of stationIds) {
      const head = firstHash('tests', id);
      await tx.run("INSERT INTO station (id, events, head, life) VALUES ($1, 0, $2, '')", id, head);
    }
  });
}

/** Empties them, since a new database takes its time. */
export async function clearTables(tables: Tables): Promise<void> {
  await tables.in(async (tx) => {
    await tx.run('UPDATE unit SET replaces = NULL');
    for (const name of tableNames) await tx.run(`DELETE FROM ${name}`);
  });
  tables.events.length = 0;
}

const tableNames = [
  'output',
  'label',
  'outbox',
  'visit',
  'signature',
  'value',
  'stage',
  'unit',
  'work_order',
  'list_row',
  'number',
  'pool',
];

export function tablesOf(database: Database): Tables {
  const events: NewEvent[] = [];
  return {
    events,
    async in(work, station = 'bench 1') {
      let added: NewEvent[] = [];
      const result = await database.transaction((tx) => {
        added = [];
        return work({
          engine: tx.engine,
          all: (sql, ...params) => tx.all(sql, ...params),
          get: (sql, ...params) => tx.get(sql, ...params),
          allOf: (...queries) => tx.allOf(...queries),
          run: (sql, ...params) => tx.run(sql, ...params),
          insert: (table, columns, rows) => tx.insert(table, columns, rows),
          now,
          station,
          async addEvent(event) {
            await addEvent(tx, station, now, event);
            added.push(event);
          },
        });
      });
      events.push(...added);
      return result;
    },
    close: () => database.close(),
  };
}

const stationIds = Array.from({ length: 8 }, (_, index) => `bench ${index + 1}`);
const now = '2026-11-29T08:00:00.000Z';

export const product = 'controller-c';

export function die(n: number): DieId {
  return { devId: 0x415, uid: n.toString(16).toUpperCase().padStart(24, '0') };
}

/** What a keyed hash is to the tables: other bytes for another text. */
export function macOf(text: string): Uint8Array {
  return new Uint8Array(createHash('sha256').update(text).digest());
}

export function textValue(field: string, text: string, more: Partial<NewValue> = {}): NewValue {
  const [mac, canonical] = [macOf(text), new TextEncoder().encode(text)];
  return { field, source: 'scan', unique: true, scope: product, mac, canonical, text, ...more };
}

export const serials = { name: `${product}/serial`, kind: 'sequence', first: 1 } as const;

export function serialOf(n: number): NewValue {
  return textValue('serial', `SN-${n}`, { source: 'sequence' });
}

/** A reservation of the next serial. */
export function nextSerial(n: number, more: Partial<Reservation> = {}): Reservation {
  return { die: die(n), product, stage: '', values: (draw) => draw(serials, serialOf), ...more };
}

export function claimOf(run: string, more: Partial<Claim> = {}): Claim {
  return {
    run,
    station: 'bench 1',
    slot: '1',
    journal: 'journal-2026-11-29.jsonl',
    units: [{ address: 0x1fff7000, length: 8 }],
    image: 'a'.repeat(64),
    plan: 'b'.repeat(64),
    finishedLater: false,
    time: '2026-11-29T08:00:00.000Z',
    ...more,
  };
}

/** The text of a unit's field. */
export function textIn(unit: KnownUnit | undefined, field = 'serial'): string | undefined {
  return unit?.values.find((value) => value.field === field)?.text;
}
