import type { Transaction } from './database.js';
import type { Migration } from './migrate.js';

/** The tables of units, values and numbers. */
export const unitTables: Migration = { version: 2, statements };

function statements(engine: Transaction['engine']): string[] {
  const int = engine === 'sqlite' ? 'INTEGER' : 'BIGINT';
  const bytes = engine === 'sqlite' ? 'BLOB' : 'BYTEA';
  const end = engine === 'sqlite' ? ') STRICT' : ')';
  return [...poolTables(int, bytes, end), ...unitsTables(int, bytes, end), ...runTables(int, end)];
}

/** A number has the unit that got it, or the reason why none does: the account is a query. */
function poolTables(int: string, bytes: string, end: string): string[] {
  return [
    `CREATE TABLE pool (
      name TEXT NOT NULL, period TEXT NOT NULL, kind TEXT NOT NULL,
      first ${int} NOT NULL, last ${int}, step ${int} NOT NULL, next ${int} NOT NULL,
      space TEXT, low TEXT, high TEXT,
      PRIMARY KEY (name, period), CHECK (next >= first AND step >= 1)${end}`,
    `CREATE TABLE number (
      pool TEXT NOT NULL, period TEXT NOT NULL, n ${int} NOT NULL,
      unit ${int}, generation ${int}, reason TEXT,
      PRIMARY KEY (pool, period, n), CHECK ((unit IS NULL) = (generation IS NULL)),
      CHECK (unit IS NOT NULL OR reason IS NOT NULL)${end}`,
    `CREATE TABLE list_row (
      list TEXT NOT NULL, n ${int} NOT NULL, mac ${bytes} NOT NULL, cells TEXT,
      unit ${int}, generation ${int},
      PRIMARY KEY (list, n), UNIQUE (list, mac)${end}`,
    'CREATE INDEX list_row_free ON list_row (list, n) WHERE unit IS NULL',
    'CREATE INDEX list_row_unit ON list_row (unit, generation) WHERE unit IS NOT NULL',
    `CREATE TABLE work_order (
      product TEXT NOT NULL, number TEXT NOT NULL, used ${int} NOT NULL,
      PRIMARY KEY (product, number), CHECK (used >= 0)${end}`,
  ];
}

function unitsTables(int: string, bytes: string, end: string): string[] {
  return [
    `CREATE TABLE unit (
      id ${int} PRIMARY KEY, product TEXT NOT NULL, dev_id ${int}, uid TEXT, generation ${int} NOT NULL,
      order_number TEXT, batch TEXT, batch_row ${int}, replaces ${int} REFERENCES unit (id),
      scrapped ${int} NOT NULL DEFAULT 0, created TEXT NOT NULL,
      UNIQUE (uid, dev_id), UNIQUE (product, batch, batch_row), CHECK ((uid IS NULL) = (dev_id IS NULL))${end}`,
    'CREATE INDEX unit_order ON unit (order_number) WHERE order_number IS NOT NULL',
    `CREATE TABLE stage (
      unit ${int} NOT NULL REFERENCES unit (id), generation ${int} NOT NULL, stage TEXT NOT NULL,
      state TEXT NOT NULL, version ${int} NOT NULL, run TEXT UNIQUE, claim TEXT,
      content_mac TEXT, field_macs TEXT, burnt ${int} NOT NULL DEFAULT 0, shown ${int} NOT NULL DEFAULT 1,
      reason TEXT, changed TEXT NOT NULL,
      PRIMARY KEY (unit, generation, stage),
      CHECK (state IN ('reserved', 'burning', 'verified', 'failed', 'exported', 'bound', 'reported', 'released', 'scrapped')),
      CHECK (state <> 'burning' OR (run IS NOT NULL AND claim IS NOT NULL))${end}`,
    `CREATE INDEX stage_open ON stage (unit) WHERE ${isOpen}`,
    `CREATE TABLE value (
      unit ${int} NOT NULL REFERENCES unit (id), generation ${int} NOT NULL, field TEXT NOT NULL, part ${int} NOT NULL,
      stage TEXT NOT NULL, source TEXT NOT NULL, scope TEXT NOT NULL, is_unique ${int} NOT NULL,
      freed ${int} NOT NULL DEFAULT 0, mac ${bytes} NOT NULL, canonical ${bytes}, plain TEXT, sealed ${bytes},
      for_owner TEXT, pool TEXT, period TEXT, n ${int},
      PRIMARY KEY (unit, generation, field, part)${end}`,
    'CREATE UNIQUE INDEX value_once ON value (scope, mac) WHERE is_unique = 1 AND freed = 0',
    'CREATE INDEX value_plain ON value (plain) WHERE plain IS NOT NULL',
    `CREATE TABLE signature (
      unit ${int} NOT NULL REFERENCES unit (id), generation ${int} NOT NULL, stage TEXT NOT NULL, field TEXT NOT NULL,
      input TEXT NOT NULL, secret ${int} NOT NULL, sealed ${bytes} NOT NULL,
      PRIMARY KEY (unit, generation, field, input)${end}`,
  ];
}

/** Stages that somebody has to look after. */
export const isOpen = "(state IN ('reserved', 'burning', 'failed') OR shown = 0)";

function runTables(int: string, end: string): string[] {
  return [
    `CREATE TABLE visit (
      run TEXT PRIMARY KEY, unit ${int}, generation ${int}, stage TEXT, version ${int},
      station TEXT NOT NULL, slot TEXT NOT NULL, operator TEXT, began TEXT NOT NULL, ended TEXT,
      result TEXT, codes TEXT, claim TEXT, read_back ${int} NOT NULL DEFAULT 0${end}`,
    'CREATE INDEX visit_unit ON visit (unit, generation, stage, version) WHERE unit IS NOT NULL',
    `CREATE TABLE outbox (
      id ${int} PRIMARY KEY, run TEXT NOT NULL, unit ${int} NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL,
      created TEXT NOT NULL, sent TEXT${end}`,
    'CREATE INDEX outbox_pending ON outbox (id) WHERE sent IS NULL',
  ];
}
