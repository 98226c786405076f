import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe } from 'vitest';
import { sqliteTables, type Tables } from '../tables-support.js';
import { tablesSuite } from './tables-suite.js';

describe('the tables of a ledger in SQLite', () => {
  let tables: Tables;
  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'otpforge-ledger-'));
    tables = await sqliteTables(folder);
    return async () => {
      await tables.close();
      rmSync(folder, { recursive: true });
    };
  });

  tablesSuite(() => tables);
});
