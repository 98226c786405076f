import { expect, it } from 'vitest';
import { tryMutatedDumps } from './mutated-dumps.js';

it('gives a result or a clear error for 100,000 mutated partitions and texts', () => {
  const { tried, read, refused, unclear } = tryMutatedDumps(100_000);
  expect({ tried, unclear }).toEqual({ tried: 100_000, unclear: [] });
  // Neither a mutation that nothing notices, nor one that nothing survives.
  expect(read).toBeGreaterThan(10_000);
  expect(refused).toBeGreaterThan(10_000);
}, 600_000);
