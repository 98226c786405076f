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
    this.#now += cycles;
    if (this.#now >= this.#next) this.#ring();
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

  #ring(): void {
    const due = [...this.#alarms].filter(({ at }) => at <= this.#now).sort((a, b) => a.at - b.at);
    for (const alarm of due) this.#alarms.delete(alarm);
    this.#recompute();
    for (const { ring } of due) ring();
  }

  #recompute(): void {
    this.#next = Number.POSITIVE_INFINITY;
    for (const { at } of this.#alarms) this.#next = Math.min(this.#next, at);
  }
}
