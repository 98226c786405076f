import type { AreaName } from '../bank/index.js';
import { around, type ErrorCode, type ErrorOptionsOf, OtpforgeError } from '../errors/index.js';

/** The step of a run that writes main flash, as errors name it. */
export const firmwareStep = 'the firmware';

/** The step that burns so many write units. */
export function dataStep(units: number, area: AreaName = 'OTP'): string {
  return `${units} ${area} data units`;
}

/** The step that sets so many locks. */
export function lockStep(locks: number): string {
  return `${locks} OTP locks`;
}

/** Whether a step burns write units, and so comes before all locks. */
export function isDataStep(step: string): boolean {
  return (['OTP', 'reserved sector'] as const).some((area) => step.endsWith(dataStep(0, area).slice(1)));
}

/** An error in, or right after, a step that writes. */
export class StepError extends OtpforgeError {
  readonly step: string;
  /** The step was done and read back. */
  readonly stepDone: boolean;

  constructor(code: ErrorCode, step: string, stepDone: boolean, options: ErrorOptionsOf) {
    super(code, options);
    this.step = step;
    this.stepDone = stepDone;
  }
}

/** Whether a write unit may be half-programmed behind an error of a run: the rule by which a journal judges its last line. */
export function mayHaveCutAUnit(error: unknown): boolean {
  if (error instanceof StepError && (error.stepDone || error.step === firmwareStep)) return false;
  return !(error instanceof OtpforgeError) || error.facts.cutsUnit;
}

/**
 * How far a program run has come. It tells a run that was interrupted or stopped after its first write from one
 * before it: only the latter left the chip as it was.
 */
export class UnitRun {
  readonly #signal: AbortSignal | undefined;
  readonly #done: string[] = [];
  #step = '';
  /** Jobs and downloads that were started. */
  #begun = 0;

  readonly #onWrite: () => void;

  /** `onWrite` hears of each write before it begins. */
  constructor(signal: AbortSignal | undefined, onWrite: () => void = () => undefined) {
    this.#signal = signal;
    this.#onWrite = onWrite;
  }

  /**
   * Does a step that writes, unless the run was asked to stop before it. The work calls `begin` right before its
   * first write, which is not begun either when the run was asked to stop before it has written anything.
   * Errors: STOPPED, BURN_STOPPED.
   */
  async step<T>(name: string, work: (begin: () => void) => Promise<T>): Promise<T> {
    this.checkStop(name);
    this.#step = name;
    const result = await work(() => {
      if (this.#begun === 0) this.checkStop(name);
      this.#onWrite();
      this.#begun += 1;
    });
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

  /**
   * Runs the part that writes. After its first write no error may say that nothing was written: whatever is not
   * a verdict on the chip itself is an interrupted run. Errors: BURN_INTERRUPTED, and what came before a write.
   */
  async guard<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (cause) {
      if (this.#begun === 0 || isVerdict(cause) || this.#wasRefused(cause)) throw cause;
      const code = cause instanceof OtpforgeError ? cause.code : 'INTERNAL';
      throw new StepError('BURN_INTERRUPTED', this.#step, this.#done.includes(this.#step), {
        ...around(cause, (text) => `interrupted ${this.#where()}: ${text}`, {
          ...{ done: [...this.#done], step: this.#step, code },
        }),
        remedy: 'Run the same command again: it reads the chip and finishes, or says why it cannot.',
      });
    }
  }

  // A step's name counts what it was to write, which nobody may take for what was written.
  #where(): string {
    return `${this.#done.includes(this.#step) ? 'after' : 'while writing or reading back'} ${this.#step}`;
  }

  // The loader refuses in its first pass, one that was not started leaves the bank as it was, and a probe that cannot program the main flash before it erases: only what was
  // begun before can make that a half-way.
  #wasRefused(error: unknown): boolean {
    if (this.#begun !== 1 || !(error instanceof OtpforgeError)) return false;
    return (
      error.code === 'LOADER_REFUSED' ||
      error.code === 'LOADER_NOT_STARTED' ||
      (error.code === 'PROBE_UNSUPPORTED' && this.#step === firmwareStep)
    );
  }
}

function isVerdict(error: unknown): boolean {
  return error instanceof OtpforgeError && ['verdict', 'partial'].includes(error.facts.effect);
}
