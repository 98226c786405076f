import { beforeAll, describe } from 'vitest';
import { openDatabase } from '../../../src/ledger/open-database.js';
import { startPostgres } from '../../support/postgres.js';
import { createTables, type Tables, tablesOf } from '../tables-support.js';
import { lawsSuite } from './laws-suite.js';
import { tablesSuite } from './tables-suite.js';

describe('the tables of a ledger in PostgreSQL', () => {
  let tables: Tables;
  beforeAll(async () => {
    const server = await startPostgres();
    const database = await openDatabase({ engine: 'postgres', url: server.url });
    await createTables(database);
    tables = tablesOf(database);
    return async () => {
      await tables.close();
      await server.remove();
    };
  });

  tablesSuite(() => tables);
  describe('under random operations of two stations', () => lawsSuite(() => tables));
});
