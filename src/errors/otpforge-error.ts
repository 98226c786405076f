import { type ErrorCode, errorTable } from './codes.js';
import type { ExitCode } from './exit-codes.js';
import type { ErrorFacts } from './facts.js';
import type { JsonValue } from './json.js';
import { type ErrorMemory, hideValue, memoryDetails, type Show, showValue } from './memory.js';

interface CommonOptions {
  /** What the user can do about it. */
  readonly remedy?: string;
  /** The same facts for programs, addresses and sizes as numbers. Bytes of memory belong into `memory`. */
  readonly details?: { readonly [key: string]: JsonValue };
  readonly cause?: unknown;
}

/** An error about no contents of memory. Its message says what failed and where: one sentence, no trailing stop needed. */
interface PlainOptions extends CommonOptions {
  readonly message: string;
  readonly memory?: undefined;
}

/** An error that shows contents of memory: its message has them by `show` alone, its details by `memory`. */
interface MemoryOptions extends CommonOptions {
  readonly message: (show: Show) => string;
  readonly memory: ErrorMemory;
}

export type ErrorOptionsOf = PlainOptions | MemoryOptions;

/** The only error that a user is meant to see; anything else is reported as INTERNAL. */
export class OtpforgeError extends Error {
  readonly code: ErrorCode;
  readonly remedy: string | undefined;
  /** Everything that the error knows, contents of memory too. */
  readonly details: { readonly [key: string]: JsonValue };
  readonly memory: ErrorMemory | undefined;
  readonly #options: ErrorOptionsOf;

  constructor(code: ErrorCode, options: ErrorOptionsOf) {
    super(messageOf(options, showValue), options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'OtpforgeError';
    this.code = code;
    this.remedy = options.remedy;
    this.memory = options.memory;
    this.details = { ...options.details, ...memoryDetails(options.memory, false) };

    this.#options = options;
  }

  get facts(): ErrorFacts {
    return errorTable[this.code];
  }

  get exitCode(): ExitCode {
    return this.facts.exit;
  }

  /** The same error with no contents of memory in it, nor what it was caused by. */
  withoutMemory(): OtpforgeError {
    const { remedy, details } = this.#options;
    return new OtpforgeError(this.code, {
      message: messageOf(this.#options, hideValue),
      ...(remedy !== undefined && { remedy }),
      details: { ...details, ...memoryDetails(this.memory, true) },
    });
  }

  /** Message, memory, details and cause of an error that says more about this one: what is memory stays known as such. */
  within(text: (inner: string) => string, more: CommonOptions['details'] = {}): ErrorOptionsOf {
    const common = { cause: this, details: { ...this.#options.details, ...more } };
    if (this.#options.memory === undefined) return { ...common, message: text(this.message) };
    const { message, memory } = this.#options;
    return { ...common, memory, message: (show) => text(message(show)) };
  }
}

/** OtpforgeError.within for whatever was caught. */
export function around(
  cause: unknown,
  text: (inner: string) => string,
  more: CommonOptions['details'] = {},
): ErrorOptionsOf {
  if (cause instanceof OtpforgeError) return cause.within(text, more);
  return { message: text(cause instanceof Error ? cause.message : String(cause)), details: more, cause };
}

function messageOf(options: ErrorOptionsOf, show: Show): string {
  return options.memory === undefined ? options.message : options.message(show);
}
