import type { ContactClock } from '../../src/station/clock.js';

/** A clock that goes on by itself whenever somebody waits; `at` does something at a time. */
export class StepClock implements ContactClock {
  #now = 0;
  readonly #due: { readonly ms: number; readonly action: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  at(ms: number, action: () => void): this {
    this.#due.push({ ms, action });
    return this;
  }

  async wait(ms: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.#now += ms;
    for (const { action } of this.#due.filter((each) => each.ms <= this.#now)) action();
    for (let index = this.#due.length - 1; index >= 0; index -= 1)
      if ((this.#due[index]?.ms ?? 0) <= this.#now) this.#due.splice(index, 1);
    signal.throwIfAborted();
  }
}
