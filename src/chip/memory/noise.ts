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
    this.#state = next(this.#state) >>> 0;
    return this.#state;
  }

  /** As many words as an array takes. */
  fill(words: Uint32Array): void {
    let state = this.#state;
    for (let index = 0; index < words.length; index += 1) {
      state = next(state);
      words[index] = state;
    }
    this.#state = state >>> 0;
  }
}

/** Of 32 bits, signed: a conversion to unsigned for each word of a whole RAM would take longer than the rest. */
function next(last: number): number {
  let state = last;
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return state;
}
