import type { ChipClock } from '../clock.js';
import type { RegisterBlock } from '../memory/region.js';
import { type ComponentId, readComponentId } from './component-id.js';

export const DWT_BASE = 0xe0001000;

const CTRL = 0x00;
const CYCCNT = 0x04;
const PCSR = 0x1c;
const CTRL_CYCCNTENA = 1 << 0;
// NUMCOMP 0, NOTRCPKT, NOEXTTRIG, NOPRFCNT: there is the cycle counter and nothing else.
const CTRL_FIXED = 0x0d000000;

/** The watchpoint unit as far as hosts need it (ARMv7-M manual C1.8): no comparators, a cycle counter, PC samples. */
export class Dwt implements RegisterBlock {
  readonly #clock: ChipClock;
  readonly #pc: () => number;
  readonly #id: ComponentId;
  #counts = false;
  #isHeld = false;
  /** Of the counter while it stands, else of chip time when it was 0. */
  #origin = 0;

  constructor(clock: ChipClock, pc: () => number, id: ComponentId) {
    this.#clock = clock;
    this.#pc = pc;
    this.#id = id;
  }

  readRegister(offset: number): number {
    switch (offset) {
      case CTRL:
        return CTRL_FIXED | (this.#counts ? CTRL_CYCCNTENA : 0);
      case CYCCNT:
        return this.#count;
      case PCSR:
        return this.#pc();
      default:
        return readComponentId(this.#id, offset);
    }
  }

  writeRegister(offset: number, value: number): void {
    if (offset === CYCCNT) this.#set(value, this.#counts);
    else if (offset === CTRL) this.#set(this.#count, (value & CTRL_CYCCNTENA) !== 0);
  }

  /** The counter stops in debug state (ARMv7-M manual C1.8.3). */
  hold(isHeld: boolean): void {
    const count = this.#count;
    this.#isHeld = isHeld;
    this.#set(count, this.#counts);
  }

  /** Power-on only. */
  reset(): void {
    this.#set(0, false);
  }

  get #count(): number {
    return (this.#runs ? Math.floor(this.#clock.now - this.#origin) : this.#origin) >>> 0;
  }

  get #runs(): boolean {
    return this.#counts && !this.#isHeld;
  }

  #set(count: number, counts: boolean): void {
    this.#counts = counts;
    this.#origin = this.#runs ? Math.floor(this.#clock.now) - count : count;
  }
}
