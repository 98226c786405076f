import type { ProbeUri } from '../../src/probe/index.js';
import type { Contact } from '../../src/station/contact.js';

const simulated: ProbeUri = { scheme: 'sim', target: 'STM32L476RG', options: {} };

/** A slot whose boards a test puts in and takes out. */
export class FakeContact implements Contact {
  #board: ProbeUri | undefined;
  readonly #waiting = new Set<() => void>();
  /** How many watch this slot now. */
  watching = 0;
  /** How often it heard of a verdict. */
  verdicts = 0;

  put(board = simulated): void {
    this.#board = board;
    for (const check of this.#waiting) check();
  }

  takeOut(): void {
    this.#board = undefined;
    for (const check of this.#waiting) check();
  }

  async boardIn(signal: AbortSignal, _answers?: () => void) {
    await this.#until(() => this.#board !== undefined, signal);
    return this.#board ?? simulated;
  }

  boardOut(signal: AbortSignal): Promise<void> {
    return this.#until(() => this.#board === undefined, signal);
  }

  async isIn(): Promise<boolean> {
    return this.#board !== undefined;
  }

  verdictShown(): void {
    this.verdicts += 1;
  }

  async #until(reached: () => boolean, signal: AbortSignal): Promise<void> {
    this.watching += 1;
    try {
      await new Promise<void>((resolve, reject) => {
        const check = () => {
          if (!signal.aborted && !reached()) return;
          this.#waiting.delete(check);
          signal.removeEventListener('abort', check);
          if (signal.aborted) reject(signal.reason);
          else resolve();
        };
        this.#waiting.add(check);
        signal.addEventListener('abort', check, { once: true });
        check();
      });
    } finally {
      this.watching -= 1;
    }
  }
}
