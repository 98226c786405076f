import { describe, it } from 'vitest';
import { startPostgres } from '../../support/postgres.js';
import { expectNoValueTwice } from './many-suite.js';

describe('100 units by otpforge unit, 8 at a time', () => {
  it('get each value once, without a gap, from PostgreSQL', async () => {
    const server = await startPostgres();
    try {
      await expectNoValueTwice(100, server.url);
    } finally {
      await server.remove();
    }
  });
});
