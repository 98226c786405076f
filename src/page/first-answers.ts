import { failedAnswer, Refusal } from './refusal.js';

/** What a request ID stands for, and what came of it. */
interface Asked {
  readonly what: string;
  readonly answer: Promise<unknown>;
}

/** The first answers to requests with an ID: one that is sent again, since its answer was lost, does nothing more. */
export class FirstAnswers {
  readonly #asked = new Map<string, Asked>();

  /** Does some work once for an ID, each time without one. Errors: those of the work; Refusal 409 for an ID of another request. */
  async once<T>(request: string | undefined, what: string, work: () => T | Promise<T>): Promise<T> {
    if (request === undefined) return work();
    const known = this.#asked.get(request);
    if (!known) return this.#first(request, what, work);
    if (known.what === what) return known.answer as Promise<T>;
    throw new Refusal(409, 'REQUEST_USED', 'another request had this ID', 'Make a new one for each request.');
  }

  async #first<T>(request: string, what: string, work: () => T | Promise<T>): Promise<T> {
    const answer = (async () => work())();
    this.#asked.set(request, { what, answer });
    for (const oldest of [...this.#asked.keys()].slice(0, -mostAnswers)) this.#asked.delete(oldest);
    try {
      return await answer;
    } catch (error) {
      // It may do better the next time.
      if (failedAnswer(error).status >= 500) this.#asked.delete(request);
      throw error;
    }
  }
}

const mostAnswers = 1000;
