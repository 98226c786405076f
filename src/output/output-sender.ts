import { giveOutput, type Ledger, type OutputKey, takeOutput } from '../ledger/index.js';
import { printable } from '../text/printable.js';
import { type EventOrigin, eventOf, type OutputEvent } from './event.js';
import type { Pause } from './pause.js';
import { type OutputProblem, problemOf } from './problem.js';
import type { Receiver } from './receiver.js';

export interface SenderDeps {
  readonly ledger: Pick<Ledger, 'transaction'>;
  readonly origin: EventOrigin;
  readonly key: OutputKey;
  readonly receiver: Receiver;
  /** False while another process of this station sends. */
  readonly isOurs: () => boolean;
  readonly pause: Pause;
  /** Hears what is wrong when it begins, and undefined when it ends. */
  readonly onProblem: (problem: OutputProblem | undefined) => void;
}

/** Sends to one output what it has not got, the oldest first, for as long as the station runs. */
export class OutputSender {
  readonly #deps: SenderDeps;
  readonly #end = new AbortController();
  #problem: OutputProblem | undefined;
  readonly #stopping = new AbortController();
  /** Ends the pause of a sender that has nothing to do; one that failed keeps its distance. */
  #rest = new AbortController();
  readonly #ended: Promise<void>;

  constructor(deps: SenderDeps) {
    this.#deps = deps;
    this.#ended = this.#run();
  }

  get problem(): OutputProblem | undefined {
    return this.#problem;
  }

  /** There is something to send. */
  wake(): void {
    this.#rest.abort();
  }

  /** Sends what is there, and what is not taken until `signal` only after the next start. */
  async stop(signal: AbortSignal): Promise<void> {
    this.#stopping.abort();
    const end = () => this.#end.abort();
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
    this.wake();
    await this.#ended;
    signal.removeEventListener('abort', end);
    await this.#deps.receiver.close();
  }

  async #run(): Promise<void> {
    for (let failures = 0; !this.#end.signal.aborted; ) {
      try {
        this.#rest = new AbortController();
        const more = await this.#sendSome();
        failures = 0;
        this.#say(undefined);
        if (more) continue;
        if (this.#stopping.signal.aborted) return;
        await this.#deps.pause(idleMs, this.#rest.signal);
      } catch (error) {
        this.#say(sendProblem(this.#deps.key.name, error));
        if (this.#stopping.signal.aborted) return;
        await this.#deps.pause(Math.min(firstPauseMs * 2 ** failures, longestPauseMs), this.#stopping.signal);
        failures += 1;
      }
    }
  }

  /** False where nothing is left to send, or another station sends. */
  async #sendSome(): Promise<boolean> {
    const { ledger, origin, key, receiver, isOurs } = this.#deps;
    if (!isOurs()) return false;
    const leaseMs = longestTurnMs + receiver.timeout * 1000 + 30_000;
    const rows = await ledger.transaction((tx) => takeOutput(tx, key, { limit: mostRows, leaseMs }));
    if (!rows || rows.length === 0) return false;
    const events = rows.map((row) => eventOf(origin, row));
    const progress: { last?: number } = {};
    try {
      await this.#sendEach(events, progress);
    } finally {
      await ledger.transaction((tx) => giveOutput(tx, key, progress.last));
    }
    return true;
  }

  async #sendEach(events: readonly OutputEvent[], progress: { last?: number }): Promise<void> {
    const { receiver } = this.#deps;
    const until = performance.now() + longestTurnMs;
    for (let start = 0; start < events.length && performance.now() < until; start += receiver.most) {
      const some = events.slice(start, start + receiver.most);
      await receiver.send(some, this.#end.signal);
      const last = some.at(-1);
      if (last) progress.last = last.row;
    }
  }

  #say(problem: OutputProblem | undefined): void {
    const before = this.#problem;
    this.#problem = problem;
    if (before?.message !== problem?.message) this.#deps.onProblem(problem);
  }
}

const firstPauseMs = 1_000;
const longestPauseMs = 60_000;
/** How soon rows of other stations are seen. */
const idleMs = 5_000;
const mostRows = 100;
/** The lease of an output is asked for again before it ends. */
const longestTurnMs = 20_000;

function sendProblem(name: string, error: unknown): OutputProblem {
  const { code, message } = problemOf(error);
  return { code, message: code === 'OUTPUT_FAILED' ? message : `output ${printable(name)}: ${message}` };
}
