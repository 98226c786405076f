import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe } from 'vitest';
import { clearTables, sqliteTables, type Tables } from '../tables-support.js';
import { claimSuite } from './claim-suite.js';
import { reserveSuite } from './reserve-suite.js';

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
  beforeEach(() => clearTables(tables));

  describe('reserving values', () => reserveSuite(() => tables));
  describe('claims', () => claimSuite(() => tables));
});
