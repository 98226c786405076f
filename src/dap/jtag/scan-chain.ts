import { Tap, type TapDevice } from './tap.js';
import { nextTapState, TapState } from './tap-state.js';

/** TAPs in a row that share TCK and TMS, in the order from TDI to TDO. */
export class ScanChain {
  readonly #taps: readonly Tap[];
  #state: TapState = TapState.TestLogicReset;
  #clock = false;
  #tdo: 0 | 1 = 1;

  constructor(devices: readonly TapDevice[]) {
    this.#taps = devices.map((device) => new Tap(device));
  }

  get state(): TapState {
    return this.#state;
  }

  /** Changes with the falling edge of TCK, and is high while nothing is shifted. */
  get tdo(): 0 | 1 {
    return this.#tdo;
  }

  /** Sets the three lines; an edge of TCK does what it does (IEEE 1149.1 §6). */
  drive(tck: boolean, tms: boolean, tdi: boolean): void {
    if (tck === this.#clock) return;
    this.#clock = tck;
    if (tck) this.#rise(tms, tdi ? 1 : 0);
    else this.#fall();
  }

  /** TRST, and what five cycles with TMS high do. */
  reset(): void {
    this.#state = TapState.TestLogicReset;
    for (const tap of this.#taps) tap.reset();
  }

  #rise(tms: boolean, tdi: 0 | 1): void {
    switch (this.#state) {
      case TapState.CaptureDr:
        for (const tap of this.#taps) tap.captureDr();
        break;
      case TapState.CaptureIr:
        for (const tap of this.#taps) tap.captureIr();
        break;
      case TapState.ShiftDr:
      case TapState.ShiftIr:
        this.#taps.reduce((bit: 0 | 1, tap) => tap.shift(bit), tdi);
        break;
      default:
    }
    this.#state = nextTapState(this.#state, tms);
  }

  // Update and reset take effect at the falling edge in their state.
  #fall(): void {
    const { ShiftDr, ShiftIr, UpdateDr, UpdateIr, TestLogicReset } = TapState;
    const state = this.#state;
    this.#tdo = state === ShiftDr || state === ShiftIr ? (this.#taps.at(-1)?.out ?? 1) : 1;
    if (state === UpdateDr) for (const tap of this.#taps) tap.updateDr();
    else if (state === UpdateIr) for (const tap of this.#taps) tap.updateIr();
    else if (state === TestLogicReset) for (const tap of this.#taps) tap.reset();
  }
}
