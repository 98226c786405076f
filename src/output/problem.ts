import { OtpforgeError } from '../errors/index.js';

/** What is wrong with an output, or with the labels. */
export interface OutputProblem {
  readonly code: string;
  readonly message: string;
}

export function problemOf(error: unknown): OutputProblem {
  const code = error instanceof OtpforgeError ? error.code : 'INTERNAL';
  return { code, message: error instanceof Error ? error.message : String(error) };
}
