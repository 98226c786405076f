import { beforeAll, describe } from 'vitest';
import { startPostgres } from '../../support/postgres.js';
import { tableSuite } from './table-suite.js';

describe('otpforge unit with a ledger in PostgreSQL', () => {
  let url = '';
  beforeAll(async () => {
    const server = await startPostgres();
    url = server.url;
    return () => server.remove();
  });

  tableSuite(() => url);
});
