import { join } from 'node:path';
import { describe, it } from 'vitest';
import { inFolder } from '../../support/cli.js';
import { expectNoValueTwice } from './allocation.js';

describe('10,000 units by 8 processes in SQLite', () => {
  it('get each value once, without a gap that nobody can account for', () =>
    inFolder((folder) =>
      expectNoValueTwice(
        { engine: 'sqlite', file: join(folder, 'line.db') },
        { dies: 1_000, batches: 9, batchSize: 125 },
      ),
    ));
});
