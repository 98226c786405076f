/**
 * Which values were seen, by 64 bits of each: a hundred thousand take two megabytes. Two values may share them, so what was
 * seen may be another one; what was not seen is new.
 */
export class HashSet {
  #slots = new Uint32Array(2 * 1024);
  #count = 0;

  /** Adds a value; false where it, or one with the same bits, was added before. */
  add(first: number, second: number): boolean {
    // Two zeros are an empty slot.
    const [one, other] = [first >>> 0, (second | 1) >>> 0];
    if (!put(this.#slots, one, other)) return false;
    this.#count += 1;
    if (4 * this.#count > this.#slots.length) this.#grow();
    return true;
  }

  #grow(): void {
    const old = this.#slots;
    this.#slots = new Uint32Array(2 * old.length);
    for (let at = 0; at < old.length; at += 2) {
      const second = old[at + 1] ?? 0;
      if (second !== 0) put(this.#slots, old[at] ?? 0, second);
    }
  }
}

function put(slots: Uint32Array, first: number, second: number): boolean {
  const mask = slots.length / 2 - 1;
  let slot = (first ^ (first >>> 15)) & mask;
  for (;;) {
    const found = slots[2 * slot + 1];
    if (found === 0) {
      slots[2 * slot] = first;
      slots[2 * slot + 1] = second;
      return true;
    }
    if (found === second && slots[2 * slot] === first) return false;
    slot = (slot + 1) & mask;
  }
}
