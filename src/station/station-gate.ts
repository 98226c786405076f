import type { Gate } from './gate.js';
import { type Stop, stopOf } from './stop.js';

/** Something that must be so before a board is taken up. */
export interface StationGuard {
  /** Why it is not so. */
  check(): Promise<Stop | undefined>;
}

/** Opens while no guard stops the station. Slots that ask at the same time get one answer. */
export class StationGate implements Gate {
  readonly #guards: readonly StationGuard[];
  readonly #changed: () => void;
  #stopped: Stop | undefined;
  #running: Promise<boolean> | undefined;

  constructor(guards: readonly StationGuard[], changed: () => void) {
    this.#guards = guards;
    this.#changed = changed;
  }

  get stopped(): Stop | undefined {
    return this.#stopped;
  }

  isOpen(): Promise<boolean> {
    this.#running ??= this.#check().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #check(): Promise<boolean> {
    const stop = await this.#first();
    const isSame = JSON.stringify(stop) === JSON.stringify(this.#stopped);
    this.#stopped = stop;
    if (!isSame) this.#changed();
    return !stop;
  }

  async #first(): Promise<Stop | undefined> {
    try {
      for (const guard of this.#guards) {
        const stop = await guard.check();
        if (stop) return stop;
      }
      return undefined;
    } catch (error) {
      return stopOf(error);
    }
  }
}
