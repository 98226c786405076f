import { expect, it } from 'vitest';
import { tryMutatedDumps } from './mutated-dumps.js';

// mutated-dumps.test.ts has a hundred thousand.
it('gives a result or a clear error for 2,000 mutated dumps', () => {
  expect(tryMutatedDumps(2_000)).toMatchObject({ tried: 2_000, unclear: [] });
});
