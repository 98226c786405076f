import { beforeAll, describe } from 'vitest';
import { sqliteTables, type Tables } from '../tables-support.js';
import { lawsSuite } from './laws-suite.js';

describe('random operations of two stations in SQLite', () => {
  let tables: Tables;
  beforeAll(async () => {
    tables = await sqliteTables();
    return () => tables.close();
  });

  lawsSuite(() => tables);
});
