import { expect } from 'vitest';

// Vitest compares arrays of bytes one element at a time, which was a quarter of the time of some test files.
const added = Symbol.for('otpforge.equal-bytes');
const global: typeof globalThis & { [added]?: boolean } = globalThis;
// Test files share a worker and its testers.
if (!global[added]) {
  global[added] = true;
  expect.addEqualityTesters([equalBytes]);
}

/** Whether both are the same bytes in arrays of one kind; undefined, for others to judge, where they are not both arrays of one kind. */
export function equalBytes(a: unknown, b: unknown): boolean | undefined {
  if (!(a instanceof Uint8Array && b instanceof Uint8Array)) return undefined;
  return a.constructor === b.constructor ? Buffer.compare(a, b) === 0 : undefined;
}
