import { describe } from 'vitest';
import { tableSuite } from './table-suite.js';

describe('otpforge unit with a ledger in SQLite', () => {
  tableSuite((folder) => `sqlite:${folder}/line.db`);
});
