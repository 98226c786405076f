import { BusError } from '../memory/bus-error.js';

/**
 * The unlock sequence of KEYR and OPTKEYR: a wrong key, or a key while unlocked, is a bus error and
 * locks until the next reset (RM0090 §3.6.1, RM0351 §3.3.5).
 */
export class KeyLock {
  readonly #keys: readonly [number, number];
  #seen = 0;
  #locked = true;
  #dead = false;
  #deaf = false;

  constructor(first: number, second: number) {
    this.#keys = [first, second];
  }

  get locked(): boolean {
    return this.#locked;
  }

  /** A write to the key register at `address`, which is for the error only. */
  enter(key: number, address: number): void {
    if (this.#deaf) return;
    if (!this.#dead && this.#locked && key >>> 0 === this.#keys[this.#seen]) {
      this.#seen += 1;
      if (this.#seen === 2) {
        this.#locked = false;
        this.#seen = 0;
      }
      return;
    }
    this.#locked = true;
    this.#dead = true;
    throw new BusError(address, true, 'wrong key sequence; locked until reset');
  }

  lock(): void {
    this.#locked = true;
    this.#seen = 0;
  }

  unlock(): void {
    this.#locked = false;
    this.#seen = 0;
  }

  /** For test benches: keys have no effect any more. */
  deafen(): void {
    this.#deaf = true;
    this.#locked = true;
  }

  reset(): void {
    this.#locked = true;
    this.#dead = false;
    this.#seen = 0;
  }
}
