import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { ExitCode, OtpforgeError } from '../errors/index.js';
import type { HttpError } from './api-types.js';

/** What a request is refused with that ends no command, so that its code is not one of those. */
export class Refusal extends Error {
  readonly status: ContentfulStatusCode;
  readonly code: string;
  readonly remedy: string | undefined;

  constructor(status: ContentfulStatusCode, code: string, message: string, remedy?: string) {
    super(message);
    this.status = status;
    this.code = code;
    this.remedy = remedy;
  }
}

/** What a request is answered with. */
export interface Answer {
  readonly status: ContentfulStatusCode;
  readonly body: object;
}

/** The answer to a request that failed. An error of ours that nobody foresaw says nothing of itself. */
export function failedAnswer(error: unknown): Answer {
  if (error instanceof Refusal) return answerOf(error.status, error);
  if (error instanceof OtpforgeError && error.code !== 'INTERNAL')
    return answerOf(statusOf(error), error.withoutMemory());
  return answerOf(500, {
    code: 'INTERNAL',
    message: 'internal error: the station has shown it where it runs',
    remedy: 'Please report it.',
  });
}

function answerOf(
  status: ContentfulStatusCode,
  {
    code,
    message,
    remedy,
  }: { readonly code: string; readonly message: string; readonly remedy?: string | undefined },
): Answer {
  const error = { code, message, ...(remedy !== undefined && { remedy }) };
  return { status, body: { format: 'otpforge.http-error/1', error } satisfies HttpError };
}

function statusOf(error: OtpforgeError): ContentfulStatusCode {
  return byCode.get(error.code) ?? byExit.get(error.exitCode) ?? 409;
}

const byCode: ReadonlyMap<string, ContentfulStatusCode> = new Map([
  ['SLOT_UNKNOWN', 404],
  ['UNIT_UNKNOWN', 404],
  ['SLOT_BUSY', 409],
  ['INSERTION_STALE', 409],
  ['UNIT_AMBIGUOUS', 409],
  ['SCAN_UNKNOWN', 422],
]);

const byExit: ReadonlyMap<ExitCode, ContentfulStatusCode> = new Map([
  [ExitCode.Usage, 400],
  [ExitCode.Probe, 503],
  [ExitCode.Environment, 503],
]);
