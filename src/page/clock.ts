/** Time as the page needs it. */
export interface PageClock {
  now(): Date;
  /** Does some work at each interval, in milliseconds. Returns what ends it. */
  every(interval: number, work: () => void): () => void;
}

export const pageClock: PageClock = {
  now: () => new Date(),
  every(interval, work) {
    const timer = setInterval(work, interval);
    // A page that is open keeps no station running.
    timer.unref();
    return () => clearInterval(timer);
  },
};
