import type { SlotShown, SlotState } from './slot-state.js';

/**
 * What is shown of one slot. A verdict belongs to the board that it was made for: once that board is out, or another one is
 * in, nothing can be shown for it any more.
 */
export class SlotScreen {
  #state: SlotState;
  #isIn = false;
  readonly #now: () => Date;
  readonly #changed: (state: SlotState) => void;

  constructor(slot: string, now: () => Date, changed: (state: SlotState) => void) {
    this.#now = now;
    this.#changed = changed;
    this.#state = { slot, status: 'empty', insertion: 0, since: now().toISOString() };
  }

  get state(): SlotState {
    return this.#state;
  }

  /** Whether a board is in, and is that of an insertion. */
  holds(insertion: number): boolean {
    return this.#isIn && insertion === this.#state.insertion;
  }

  /** A board is taken up, and nothing is shown of the one before. Returns its insertion. */
  take(): number {
    this.#isIn = true;
    const insertion = this.#state.insertion + 1;
    this.#put(insertion, { status: 'ready' });
    return insertion;
  }

  /** Shows something of a board; false, and nothing is shown, where it is not in any more. */
  show(insertion: number, shown: SlotShown): boolean {
    if (!this.holds(insertion)) return false;
    this.#put(insertion, shown);
    return true;
  }

  /** The board is out: its verdict goes with it. `shown` is what is said of the slot itself. */
  clear(shown: SlotShown = { status: 'empty' }): void {
    this.#isIn = false;
    this.#put(this.#state.insertion, shown);
  }

  #put(insertion: number, shown: SlotShown): void {
    const { slot } = this.#state;
    this.#state = { slot, insertion, ...shown, since: this.#now().toISOString() };
    this.#changed(this.#state);
  }
}
