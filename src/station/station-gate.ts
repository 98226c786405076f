import type { Gate } from './gate.js';
import { firstStop, type Guard, type Stop } from './guards/guard.js';
import { stopOf } from './stop.js';

/** Opens while no guard stops the station. Slots that ask at the same time get one answer. */
export class StationGate implements Gate {
  readonly #guards: readonly Guard[];
  readonly #changed: () => void;
  readonly #factsNow: () => unknown;
  #stopped: Stop | undefined;
  #isShut = true;
  #running: Promise<boolean> | undefined;

  constructor(guards: readonly Guard[], facts: () => unknown, changed: () => void) {
    this.#factsNow = facts;
    this.#guards = guards;
    this.#changed = changed;
  }

  get stopped(): Stop | undefined {
    return this.#stopped;
  }

  get facts(): unknown {
    return this.#factsNow();
  }

  get isShut(): boolean {
    return this.#isShut;
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
    this.#isShut = stop !== undefined;
    if (!isSame) this.#changed();
    return !stop;
  }

  async #first(): Promise<Stop | undefined> {
    try {
      return await firstStop(this.#guards);
    } catch (error) {
      return stopOf(error);
    }
  }
}
