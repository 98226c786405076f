/** Without a sign of life for so long, in milliseconds, what is shown may be wrong. The station beats each second. */
export const longestSilence = 2_200;

/** Whether the station is heard, by a clock of the caller's in milliseconds. */
export class Pulse {
  #last: number;

  constructor(now: number) {
    this.#last = now;
  }

  beat(now: number): void {
    this.#last = now;
  }

  isLost(now: number): boolean {
    return now - this.#last > longestSilence;
  }
}
