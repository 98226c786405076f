/** Which way an unstable cell falls, read by read: xorshift32, so that a run can be repeated. */
export class Noise {
  #state = 0x2545f491;

  /** Any number but 0. */
  seed(value: number): void {
    this.#state = value >>> 0 || 1;
  }

  byte(): number {
    let state = this.#state;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    this.#state = state >>> 0;
    return this.#state >>> 24;
  }
}
