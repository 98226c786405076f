import { describe, it } from 'vitest';
import { startPostgres } from '../../support/postgres.js';
import { expectNoValueTwice } from './allocation.js';

describe('10,000 units by 8 processes in PostgreSQL', () => {
  it('get each value once, without a gap that nobody can account for', async () => {
    const server = await startPostgres();
    try {
      await expectNoValueTwice(
        { engine: 'postgres', url: server.url },
        { dies: 1_000, batches: 9, batchSize: 125 },
      );
    } finally {
      await server.remove();
    }
  });
});
