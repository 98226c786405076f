export interface Alarm {
  readonly at: number;
  readonly ring: () => void;
}

/**
 * Chip time in cycles of the reset clock. Executed instructions and debug accesses both advance it,
 * so that a flash operation also ends while the core is halted.
 */
export class ChipClock {
  readonly hz: number;
  readonly #alarms = new Set<Alarm>();
  #now = 0;
  #next = Number.POSITIVE_INFINITY;

  constructor(hz: number) {
    this.hz = hz;
  }

  get now(): number {
    return this.#now;
  }

  get microseconds(): number {
    return (this.#now * 1e6) / this.hz;
  }

  /** Whole cycles that a time takes, rounded up. */
  cyclesOf(microseconds: number): number {
    return Math.ceil((microseconds * this.hz) / 1e6);
  }

  advance(cycles: number): void {
    const end = this.#now + cycles;
    if (end >= this.#next) this.#ringUntil(end);
    this.#now = Math.max(this.#now, end);
  }

  advanceTo(cycle: number): void {
    if (cycle > this.#now) this.advance(cycle - this.#now);
  }

  schedule(at: number, ring: () => void): Alarm {
    const alarm = { at, ring };
    this.#alarms.add(alarm);
    this.#next = Math.min(this.#next, at);
    return alarm;
  }

  cancel(alarm: Alarm | undefined): void {
    if (alarm && this.#alarms.delete(alarm)) this.#recompute();
  }

  // Each alarm rings at its own time, even in the middle of a long stall.
  #ringUntil(end: number): void {
    while (this.#next <= end) {
      const due = this.#first();
      if (!due) return;
      this.cancel(due);
      this.#now = Math.max(this.#now, due.at);
      due.ring();
    }
  }

  #first(): Alarm | undefined {
    let first: Alarm | undefined;
    for (const alarm of this.#alarms) if (!first || alarm.at < first.at) first = alarm;
    return first;
  }

  #recompute(): void {
    this.#next = Number.POSITIVE_INFINITY;
    for (const { at } of this.#alarms) this.#next = Math.min(this.#next, at);
  }
}
