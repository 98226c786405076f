import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import type { Database } from '../../src/ledger/database.js';
import { openDatabase } from '../../src/ledger/open-database.js';

/** A folder for each test, and SQLite databases in it, which are closed after the test. */
export function sqliteInFolder(): {
  readonly folder: () => string;
  readonly open: (name?: string) => Promise<Database>;
} {
  let folder = '';
  let opened: Database[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'otpforge-ledger-'));
    opened = [];
  });
  afterEach(async () => {
    for (const database of opened) await database.close().catch(() => undefined);
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    folder: () => folder,
    open: async (name = 'line.db') => {
      const database = await openDatabase({ engine: 'sqlite', file: join(folder, name) }, { create: true });
      opened.push(database);
      return database;
    },
  };
}
