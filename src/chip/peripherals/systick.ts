import type { Alarm, ChipClock } from '../clock.js';

const CSR = 0x10;
const RVR = 0x14;
const CVR = 0x18;

/** The SysTick timer on the core clock (ARMv6-M manual B3.3). */
export class SysTick {
  readonly #clock: ChipClock;
  readonly #pend: () => void;
  #control = 0;
  #reload = 0;
  #counted = false;
  #alarm: Alarm | undefined;

  constructor(clock: ChipClock, pend: () => void) {
    this.#clock = clock;
    this.#pend = pend;
  }

  read(offset: number): number {
    switch (offset) {
      case CSR: {
        const value = this.#control | (this.#counted ? 1 << 16 : 0);
        this.#counted = false;
        return value;
      }
      case RVR:
        return this.#reload;
      case CVR:
        return this.#alarm ? Math.max(0, Math.floor(this.#alarm.at - this.#clock.now)) : 0;
      default:
        return 0;
    }
  }

  write(offset: number, value: number): void {
    if (offset === RVR) {
      this.#reload = value & 0xffffff;
      return;
    }
    if (offset === CSR) this.#control = value & 7;
    this.#restart();
  }

  reset(): void {
    this.#control = 0;
    this.#reload = 0;
    this.#counted = false;
    this.#restart();
  }

  #restart(): void {
    this.#clock.cancel(this.#alarm);
    this.#alarm = undefined;
    if (!(this.#control & 1) || this.#reload === 0) return;
    this.#alarm = this.#clock.schedule(this.#clock.now + this.#reload + 1, () => {
      this.#counted = true;
      if (this.#control & 2) this.#pend();
      this.#restart();
    });
  }
}
