import { expect } from 'vitest';

/** Waits until something is so; a machine with much to do takes its time. */
export function until<T>(read: () => T | Promise<T>) {
  return expect.poll(read, { timeout: 20_000 });
}
