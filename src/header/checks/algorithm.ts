import type { Helper } from '../reader.js';

/** A computation over bytes in C: how its state `c` begins, what takes a byte, and how it leaves its result in `wanted`. */
export interface Algorithm {
  readonly helpers: readonly Helper[];
  readonly begin: readonly string[];
  /** The function that takes a byte. */
  readonly take: string;
  readonly end: readonly string[];
}
