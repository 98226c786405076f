import type { Transaction } from './database.js';
import type { Migration } from './migrate.js';

/** The die, product and order of each visit, also of one whose die has no unit: the numbers of a shift are made of them. */
export const visitColumns: Migration = { version: 3, statements };

function statements(engine: Transaction['engine']): string[] {
  const uidOfEvent = engine === 'sqlite' ? "json_extract(details, '$.uid')" : "(details::json ->> 'uid')";
  const ofUnit = (column: string) => `${column} = (SELECT u.${column} FROM unit u WHERE u.id = visit.unit)`;
  return [
    ...columns.map((column) => `ALTER TABLE visit ADD COLUMN ${column} TEXT`),
    `UPDATE visit SET ${columns.map(ofUnit).join(', ')} WHERE unit IS NOT NULL`,
    `UPDATE visit SET uid = e.uid FROM (SELECT run, ${uidOfEvent} AS uid FROM event WHERE kind = 'visit') e
     WHERE visit.unit IS NULL AND e.run = visit.run`,
    'CREATE INDEX visit_ended ON visit (ended) WHERE ended IS NOT NULL',
    'CREATE INDEX visit_die ON visit (uid, ended) WHERE uid IS NOT NULL',
  ];
}

const columns = ['uid', 'product', 'order_number'];
