import { beforeAll, describe } from 'vitest';
import { openDatabase } from '../../src/ledger/open-database.js';
import { startPostgres } from '../support/postgres.js';
import { interleavedSuite } from './interleaved-suite.js';

describe('visits with a ledger in PostgreSQL', () => {
  let url = '';
  beforeAll(async () => {
    const server = await startPostgres();
    url = server.url;
    return () => server.remove();
  });

  interleavedSuite(() => openDatabase({ engine: 'postgres', url }));
});
