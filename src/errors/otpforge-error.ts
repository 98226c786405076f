import { type ErrorCode, errorCodes } from './codes.js';
import type { ExitCode } from './exit-codes.js';

export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

export interface ErrorOptionsOf {
  /** What failed, where, with the old and the new value. One sentence, no trailing stop needed. */
  readonly message: string;
  /** What the user can do about it. */
  readonly remedy?: string;
  /** The same facts for programs; addresses and values as numbers. */
  readonly details?: { readonly [key: string]: JsonValue };
  readonly cause?: unknown;
}

/** The only error that a user is meant to see; anything else is reported as INTERNAL. */
export class OtpforgeError extends Error {
  readonly code: ErrorCode;
  readonly remedy: string | undefined;
  readonly details: { readonly [key: string]: JsonValue };

  constructor(code: ErrorCode, options: ErrorOptionsOf) {
    super(options.message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'OtpforgeError';
    this.code = code;
    this.remedy = options.remedy;
    this.details = options.details ?? {};
  }

  get exitCode(): ExitCode {
    return errorCodes[this.code];
  }
}
