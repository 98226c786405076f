import type { Migration } from './migrate.js';

/** What the ledger knows of itself, its stations, and the chain of events of each. */
export const ledgerTables: Migration = {
  version: 1,
  statements: (engine) => [...tables(engine), ...(engine === 'sqlite' ? sqliteTriggers : postgresTriggers)],
};

function tables(engine: 'sqlite' | 'postgres'): readonly string[] {
  const int = engine === 'sqlite' ? 'INTEGER' : 'BIGINT';
  const end = engine === 'sqlite' ? ') STRICT' : ')';
  return [
    `CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL${end}`,
    `CREATE TABLE station (
      id TEXT PRIMARY KEY, events ${int} NOT NULL, head TEXT NOT NULL, life TEXT NOT NULL,
      CHECK (events >= 0)${end}`,
    `CREATE TABLE event (
      station TEXT NOT NULL REFERENCES station (id), n ${int} NOT NULL, time TEXT NOT NULL,
      kind TEXT NOT NULL, unit ${int}, run TEXT, details TEXT NOT NULL, hash TEXT NOT NULL,
      PRIMARY KEY (station, n)${end}`,
    'CREATE INDEX event_unit ON event (unit) WHERE unit IS NOT NULL',
  ];
}

const sqliteTriggers = ['UPDATE', 'DELETE'].map(
  (change) => `CREATE TRIGGER event_no_${change.toLowerCase()} BEFORE ${change} ON event
    BEGIN SELECT RAISE(ABORT, 'events are only added'); END`,
);

const postgresTriggers = [
  `CREATE FUNCTION event_refuse() RETURNS trigger LANGUAGE plpgsql AS
    $body$ BEGIN RAISE EXCEPTION 'events are only added' USING ERRCODE = 'check_violation'; END $body$`,
  `CREATE TRIGGER event_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON event
    FOR EACH STATEMENT EXECUTE FUNCTION event_refuse()`,
];
