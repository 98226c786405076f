import { beforeAll, describe } from 'vitest';
import { sqliteTables, type Tables } from '../tables-support.js';
import { tablesSuite } from './tables-suite.js';

describe('the tables of a ledger in SQLite', () => {
  let tables: Tables;
  beforeAll(async () => {
    tables = await sqliteTables();
    return () => tables.close();
  });

  tablesSuite(() => tables);
});
