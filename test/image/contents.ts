import type { SparseImage } from '../../src/image/index.js';

/** Segments as plain `[address, bytes]` pairs, to compare. */
export function contents(image: SparseImage): [number, number[]][] {
  return image.segments.map(({ address, bytes }) => [address, [...bytes]]);
}

/** The error that a call throws; fails the test when it throws none. */
export function errorOf(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

/** The error that a promise rejects with. */
export async function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  const result = await promise.then(
    () => ({ failed: false, error: undefined }),
    (error: unknown) => ({ failed: true, error }),
  );
  if (!result.failed) throw new Error('nothing was thrown');
  return result.error;
}
