import { setTimeout as later } from 'node:timers/promises';
import type { Contact } from './contact.js';

/** How long a contact that fails is left alone. */
const pauseMs = 1000;

/** Watches whether one board is still in, while its probe is free. */
export class BoardWatch {
  readonly #contact: Contact;
  readonly #left: () => void;
  #isIn = true;
  #watching: { readonly ended: Promise<void>; readonly end: AbortController } | undefined;

  /** `left` hears at once that the board is out. */
  constructor(contact: Contact, left: () => void) {
    this.#contact = contact;
    this.#left = left;
  }

  get isIn(): boolean {
    return this.#isIn;
  }

  /** Watches from now on; resolves when the board is out, or when nobody watches any more. */
  begin(): Promise<void> {
    if (!this.#isIn) return Promise.resolve();
    if (!this.#watching) {
      const end = new AbortController();
      this.#watching = { ended: this.#untilOut(end.signal), end };
    }
    return this.#watching.ended;
  }

  /** Gives the probe back. */
  async end(): Promise<void> {
    const watching = this.#watching;
    this.#watching = undefined;
    watching?.end.abort();
    await watching?.ended;
  }

  async #untilOut(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.#contact.boardOut(signal);
        this.#isIn = false;
        this.#left();
        return;
      } catch {
        // A probe that does not answer says nothing of the board.
        await later(pauseMs, undefined, { signal }).catch(() => undefined);
      }
    }
  }
}
