/** Bits on their way from TDI to TDO, the one that leaves next first. */
export class ShiftRegister {
  #bits = new Uint8Array(1);
  #head = 0;

  /** The bit that the next shift puts out. */
  get out(): 0 | 1 {
    return this.#bits[this.#head] ? 1 : 0;
  }

  get length(): number {
    return this.#bits.length;
  }

  /** Loads a value of up to 53 bits. */
  load(length: number, value: number): void {
    if (this.#bits.length !== length) this.#bits = new Uint8Array(length);
    this.#head = 0;
    let left = value;
    for (let index = 0; index < length; index += 1) {
      this.#bits[index] = left % 2;
      left = Math.floor(left / 2);
    }
  }

  shift(bit: 0 | 1): 0 | 1 {
    const out = this.out;
    this.#bits[this.#head] = bit;
    this.#head += 1;
    if (this.#head === this.#bits.length) this.#head = 0;
    return out;
  }

  get value(): number {
    let value = 0;
    for (let index = this.#bits.length - 1; index >= 0; index -= 1) {
      value = value * 2 + (this.#bits[(this.#head + index) % this.#bits.length] ?? 0);
    }
    return value;
  }
}
