import type { Migration } from './migrate.js';

/** How far each output has come, and which units have a label. */
export const outputTables: Migration = {
  version: 4,
  statements: (engine) => {
    const int = engine === 'sqlite' ? 'INTEGER' : 'BIGINT';
    const end = engine === 'sqlite' ? ') STRICT' : ')';
    return [
      `CREATE TABLE output (
        product TEXT NOT NULL, name TEXT NOT NULL, station TEXT NOT NULL,
        sent ${int} NOT NULL, tried ${int} NOT NULL, restored ${int} NOT NULL, holder TEXT, until TEXT,
        PRIMARY KEY (product, name, station), CHECK (sent <= tried)${end}`,
      `CREATE TABLE label (
        unit ${int} NOT NULL REFERENCES unit (id), generation ${int} NOT NULL, state TEXT NOT NULL, changed TEXT NOT NULL,
        PRIMARY KEY (unit, generation), CHECK (state IN ('waiting', 'printed', 'reprinted'))${end}`,
      "CREATE INDEX label_waiting ON label (unit) WHERE state = 'waiting'",
    ];
  },
};
