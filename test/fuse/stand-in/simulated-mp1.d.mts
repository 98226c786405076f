import type { Partition } from '../../../src/mp1/index.js';

export interface SimulatedWord {
  value: number;
  /** Its check bits are programmed. */
  spent: boolean;
  locked: boolean;
  /** The lock is shown: there was a reset since. */
  shown: boolean;
  /** Bits 27 to 29. */
  sticky: number;
  /** It reads with an error. */
  broken: boolean;
}

export interface SimulatedMp1 {
  /** BSEC state. */
  state: number;
  words: SimulatedWord[];
  seed: number;
  /** Programming operations so far. */
  steps: number;
  /** Writes to words with check bits that were programmed already. */
  doubleWrites: number;
  /** Words whose programming fails. */
  errors: number[];
}

export class PowerLost extends Error {}
export function newChip(options?: { uid?: readonly number[]; part?: number }): SimulatedMp1;
export function serialOf(chip: SimulatedMp1): string;
export function readPartition(chip: SimulatedMp1, encode: (partition: Partition) => Uint8Array): Uint8Array;
export function writePartition(
  chip: SimulatedMp1,
  bytes: Uint8Array,
  decode: (bytes: Uint8Array) => Partition,
  options?: { powerAt?: number | undefined },
): boolean;
export function reset(chip: SimulatedMp1): void;
