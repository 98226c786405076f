/** Random choices that a seed repeats: xorshift32 over a mixed seed. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = (Math.imul(seed + 1, 0x9e3779b1) ^ 0x5bd1e995) >>> 0 || 1;
    for (let round = 0; round < 4; round += 1) this.#next();
  }

  /** From 0 to below `end`. */
  below(end: number): number {
    return Math.floor((this.#next() / 0x1_0000_0000) * end);
  }

  /** From 0 to below 1. */
  share(): number {
    return this.#next() / 0x1_0000_0000;
  }

  chance(probability: number): boolean {
    return this.share() < probability;
  }

  of<T>(values: readonly T[]): T {
    const value = values[this.below(values.length)];
    if (value === undefined) throw new Error('nothing to choose from');
    return value;
  }

  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.below(256));
  }

  #next(): number {
    let state = this.#state;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    this.#state = state >>> 0;
    return this.#state;
  }
}
