import { describe } from 'vitest';
import { eventsSuite } from './events-suite.js';
import { sqliteInFolder } from './support.js';

describe('the events of a SQLite ledger', () => eventsSuite(sqliteInFolder().open));
