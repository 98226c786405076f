import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe } from 'vitest';
import { openDatabase } from '../../src/ledger/open-database.js';
import { interleavedSuite } from './interleaved-suite.js';

const folder = mkdtempSync(join(tmpdir(), 'otpforge-ledger-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('visits with a ledger in SQLite', () => {
  interleavedSuite(() => openDatabase({ engine: 'sqlite', file: join(folder, 'line.db') }, { create: true }));
});
