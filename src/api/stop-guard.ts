import { OtpforgeError } from '../errors/index.js';

/** How long a run that was asked to stop may take to end by itself. */
const patienceMs = 2000;

/** Lets a run that has written nothing end when it is asked to, though a probe or a prompt does not answer. */
export class StopGuard {
  readonly #signal: AbortSignal | undefined;
  readonly #heard: (() => void) | undefined;
  readonly #abandoned: ((run: Promise<unknown>) => void) | undefined;
  #written = false;

  /** `heard` hears of the first write too, `abandoned` of a run that did not end by itself. */
  constructor(
    signal: AbortSignal | undefined,
    heard: (() => void) | undefined,
    abandoned?: (run: Promise<unknown>) => void,
  ) {
    this.#signal = signal;
    this.#heard = heard;
    this.#abandoned = abandoned;
  }

  readonly onWrite = (): void => {
    this.#written = true;
    this.#heard?.();
  };

  /** The run's result. Errors: STOPPED where it does not end by itself, and then it writes nothing any more. */
  async guard<T>(run: Promise<T>): Promise<T> {
    const signal = this.#signal;
    if (!signal) return run;
    let timer: NodeJS.Timeout | undefined;
    let begin = () => {};
    const late = new Promise<never>((_, reject) => {
      begin = () => {
        timer = setTimeout(() => {
          if (this.#written) return;
          this.#abandoned?.(run);
          reject(stopped());
        }, patienceMs);
      };
    });
    if (signal.aborted) begin();
    else signal.addEventListener('abort', begin, { once: true });
    try {
      return await Promise.race([run, late]);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', begin);
    }
  }
}

function stopped(): OtpforgeError {
  return new OtpforgeError('STOPPED', {
    message: 'stopped as asked: nothing was written',
    remedy: 'What it waited for did not answer; check the probe before the next run.',
  });
}
