import type { ChipClock } from '../clock.js';

/**
 * A moment in the life of a chip, counted from when it is named: at the start of the n-th program or erase
 * operation (from 1), main flash and OTP alike; `progress` (0 to 1) into it; or after some chip time.
 */
export type Moment =
  | { readonly operation: number; readonly progress?: number }
  | { readonly afterUs: number };

interface Planned {
  readonly operation: number;
  readonly progress: number;
  readonly action: () => void;
}

/** Does something at a moment, in the middle of an instruction or an access if need be. */
export class FaultSchedule {
  readonly #clock: ChipClock;
  /** Ends what is going on by an exception when an action has taken the supply away. */
  readonly #checkPower: () => void;
  readonly #planned = new Set<Planned>();
  #operations = 0;

  constructor(clock: ChipClock, checkPower: () => void) {
    this.#clock = clock;
    this.#checkPower = checkPower;
  }

  at(moment: Moment, action: () => void): void {
    if ('afterUs' in moment) {
      this.#after(this.#clock.cyclesOf(moment.afterUs), action);
      return;
    }
    const { operation, progress = 0 } = moment;
    this.#planned.add({ operation: this.#operations + operation, progress, action });
  }

  /** To be called before an operation starts. */
  operationStarted(cycles: number): void {
    this.#operations += 1;
    for (const planned of this.#planned) {
      if (planned.operation !== this.#operations) continue;
      this.#planned.delete(planned);
      if (planned.progress > 0) this.#after(planned.progress * cycles, planned.action);
      else this.#do(planned.action);
    }
  }

  #after(cycles: number, action: () => void): void {
    this.#clock.schedule(this.#clock.now + cycles, () => this.#do(action));
  }

  #do(action: () => void): void {
    action();
    this.#checkPower();
  }
}
