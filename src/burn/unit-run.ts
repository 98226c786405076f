import { OtpforgeError } from '../errors/index.js';

const connectionCodes: ReadonlySet<string> = new Set([
  'PROBE_LOST',
  'PROBE_UNAVAILABLE',
  'TARGET_FAULT',
  'TARGET_POWER',
]);

/**
 * How far a program run has come. It tells a run that was cut off or stopped after its first write from one
 * before it: only the latter left the chip as it was.
 */
export class UnitRun {
  readonly #signal: AbortSignal | undefined;
  readonly #done: string[] = [];
  #writing: string | undefined;

  constructor(signal: AbortSignal | undefined) {
    this.#signal = signal;
  }

  /** Does a step that writes, unless the run was asked to stop before it. Errors: STOPPED, BURN_STOPPED. */
  async step<T>(name: string, work: () => Promise<T>): Promise<T> {
    this.checkStop(name);
    this.#writing = name;
    const result = await work();
    this.#done.push(name);
    return result;
  }

  /** Ends the run where somebody asked for it, before what comes next. Errors: STOPPED, BURN_STOPPED. */
  checkStop(next: string): void {
    if (!this.#signal?.aborted) return;
    const written = this.#done.length > 0;
    throw new OtpforgeError(written ? 'BURN_STOPPED' : 'STOPPED', {
      message: written
        ? `stopped as asked: done and read back are ${this.#done.join(', ')}; not begun is ${next}`
        : `stopped as asked before ${next}: nothing was written`,
      remedy: 'Run the same command again: it reads the chip and finishes.',
      details: { done: [...this.#done], next },
    });
  }

  /** Runs the part that writes; a connection lost after its first write is an interrupted run, not a bad probe. */
  async guard<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (cause) {
      if (this.#writing === undefined) throw cause;
      if (!(cause instanceof OtpforgeError) || !connectionCodes.has(cause.code)) throw cause;
      throw new OtpforgeError('BURN_INTERRUPTED', {
        message: `interrupted at or after ${this.#writing}: ${cause.message}`,
        remedy: 'Run the same command again: it reads the chip and finishes, or says why it cannot.',
        details: { done: [...this.#done], step: this.#writing, ...cause.details },
        cause,
      });
    }
  }
}
