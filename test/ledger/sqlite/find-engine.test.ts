import { isAbsolute } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findSqlite } from '../../../src/ledger/sqlite/find-engine.js';

describe('the SQLite that is used', () => {
  it('is Node’s own where there is one, and the package elsewhere', () => {
    expect(findSqlite(true)).toBe('node:sqlite');
    const path = findSqlite(false);
    expect(isAbsolute(path)).toBe(true);
    expect(path).toContain('photostructure');
  });

  it('is asked for when there is neither', () => {
    const missing = () => {
      throw new Error('Cannot find module');
    };
    expect(() => findSqlite(false, missing)).toThrow(
      expect.objectContaining({
        code: 'LEDGER_ENGINE_MISSING',
        remedy: expect.stringContaining('npm install @photostructure/sqlite@1.2.1'),
      }),
    );
  });
});
