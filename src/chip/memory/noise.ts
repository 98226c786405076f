/** Which way an unstable cell falls, read by read, and what RAM holds at power-on: xorshift32, so that a run can be repeated. */
export class Noise {
  #state = 0x2545f491;

  /** Any number but 0; it is spread over the whole state, since small ones would all begin with zeros. */
  seed(value: number): void {
    this.#state = Math.imul(value, 0x9e3779b1) >>> 0 || 1;
  }

  byte(): number {
    return this.word() >>> 24;
  }

  word(): number {
    let state = this.#state;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    this.#state = state >>> 0;
    return this.#state;
  }
}
