import type { Alarm, ChipClock } from '../clock.js';
import type { RegisterBlock } from '../memory/region.js';

const KR = 0x00;
const PR = 0x04;
const RLR = 0x08;
const SR = 0x0c;
const WINR = 0x10;

const KEY_RELOAD = 0xaaaa;
const KEY_ACCESS = 0x5555;
const KEY_START = 0xcccc;
const LSI_HZ = 32_000;

/** The independent watchdog (RM0090 ch. 21, RM0351 ch. 36): 32 kHz LSI, 12-bit down counter, no way to stop it. */
export class Iwdg implements RegisterBlock {
  readonly #clock: ChipClock;
  readonly #bite: () => void;
  #prescaler = 0;
  #reload = 0xfff;
  #window = 0xfff;
  #isWritable = false;
  #isRunning = false;
  #alarm: Alarm | undefined;
  #isFrozen = false;
  /** Cycles that are left while the counter stands still. */
  #left = 0;

  constructor(clock: ChipClock, bite: () => void) {
    this.#clock = clock;
    this.#bite = bite;
  }

  get running(): boolean {
    return this.#isRunning;
  }

  readRegister(offset: number): number {
    switch (offset) {
      case PR:
        return this.#prescaler;
      case RLR:
        return this.#reload;
      case WINR:
        return this.#window;
      case SR:
        return 0;
      default:
        return 0;
    }
  }

  writeRegister(offset: number, value: number, lanes: number): void {
    const low = value & lanes & 0xffff;
    if (offset === KR) this.#enterKey(low);
    else if (this.#isWritable) this.#configure(offset, low);
  }

  /** Power-on and system reset; a hardware watchdog starts at once. */
  reset(isHardware: boolean): void {
    this.#clock.cancel(this.#alarm);
    this.#alarm = undefined;
    this.#prescaler = 0;
    this.#reload = 0xfff;
    this.#window = 0xfff;
    this.#isWritable = false;
    this.#isRunning = false;
    if (isHardware) this.#start();
  }

  /** DBGMCU_APB1_FZ.DBG_IWDG_STOP holds the counter while the core is halted. */
  freeze(on: boolean): void {
    if (on === this.#isFrozen) return;
    const left = this.#remaining;
    this.#isFrozen = on;
    if (this.#isRunning) this.#schedule(left);
  }

  #enterKey(key: number): void {
    this.#isWritable = key === KEY_ACCESS;
    if (key === KEY_START) this.#start();
    else if (key === KEY_RELOAD && this.#isRunning) this.#refresh();
  }

  #configure(offset: number, value: number): void {
    if (offset === PR) this.#prescaler = value & 7;
    else if (offset === RLR) this.#reload = value & 0xfff;
    else if (offset === WINR) {
      this.#window = value & 0xfff;
      // Writing the window reloads the counter.
      if (this.#isRunning) this.#schedule(this.#period);
    }
  }

  #start(): void {
    this.#isRunning = true;
    this.#schedule(this.#period);
  }

  // A reload while the counter is above the window is a bite (RM0351 §36.3.2).
  #refresh(): void {
    if (this.#remaining / this.#tick > this.#window + 1) this.#bite();
    else this.#schedule(this.#period);
  }

  #schedule(cycles: number): void {
    this.#clock.cancel(this.#alarm);
    this.#alarm = undefined;
    this.#left = cycles;
    if (this.#isFrozen) return;
    this.#alarm = this.#clock.schedule(this.#clock.now + cycles, () => {
      this.#alarm = undefined;
      this.#bite();
    });
  }

  get #remaining(): number {
    return this.#alarm ? this.#alarm.at - this.#clock.now : this.#left;
  }

  get #tick(): number {
    return ((4 << Math.min(this.#prescaler, 6)) * this.#clock.hz) / LSI_HZ;
  }

  get #period(): number {
    return this.#tick * (this.#reload + 1);
  }
}
