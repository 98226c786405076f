import { describe } from 'vitest';
import { migrateSuite } from './migrate-suite.js';
import { sqliteInFolder } from './support.js';

describe('the schema of a SQLite ledger', () => migrateSuite(sqliteInFolder().open));
