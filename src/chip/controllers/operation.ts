import type { ChipClock } from '../clock.js';
import { BusStall } from '../memory/bus-error.js';

/** A program or erase operation. Cells change when it ends, and BSY hides them until then. */
export interface Operation {
  readonly cycles: number;
  complete(): void;
  /** Power or reset came in between; `progress` runs from 0 to 1. */
  interrupt(progress: number): void;
}

/** BSY on chip time. */
export class OperationTimer {
  readonly #clock: ChipClock;
  #running: Operation | undefined;
  #started = 0;
  #stuck = false;
  #ended = Number.NEGATIVE_INFINITY;
  /** Cycles after its start in which BSY does not show an operation yet. */
  hiddenCycles = 0;
  /** Cycles after its end in which CFGBSY still stands. */
  lateCycles = 0;

  constructor(clock: ChipClock) {
    this.#clock = clock;
  }

  get busy(): boolean {
    this.settle();
    return this.#stuck || this.#running !== undefined;
  }

  /** What FLASH_SR shows of it. */
  get showsBusy(): boolean {
    if (!this.busy) return false;
    return this.#stuck || this.#clock.now >= this.#started + this.hiddenCycles;
  }

  /** What CFGBSY shows of it. */
  get showsPending(): boolean {
    return this.busy || this.#clock.now < this.#ended + this.lateCycles;
  }

  start(operation: Operation): void {
    this.#running = operation;
    this.#started = this.#clock.now;
  }

  /** Completes what is over by now. */
  settle(): void {
    const operation = this.#running;
    if (!operation || this.#clock.now < this.#started + operation.cycles) return;
    this.#running = undefined;
    this.#ended = this.#started + operation.cycles;
    operation.complete();
  }

  /** What a bus access to a busy flash does: it waits. */
  stall(): void {
    this.settle();
    if (this.#running) {
      this.#clock.advanceTo(this.#started + this.#running.cycles);
      this.settle();
    }
    if (this.#stuck) throw new BusStall();
  }

  interrupt(): void {
    this.settle();
    const operation = this.#running;
    this.#running = undefined;
    this.#stuck = false;
    this.#ended = Number.NEGATIVE_INFINITY;
    operation?.interrupt((this.#clock.now - this.#started) / operation.cycles);
  }

  stick(): void {
    this.#stuck = true;
  }
}
