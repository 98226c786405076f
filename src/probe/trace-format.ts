import { type ErrorCode, errorCodes, type JsonValue, OtpforgeError } from '../errors/index.js';
import type { SparseImage } from '../image/index.js';
import type { PastKeeper } from './past-runs.js';
import type { Probe } from './probe.js';

export const traceFormat = { format: 'otpforge.trace', major: 1 } as const;

/** One probe call, or what a journal told on the way, as a line of a trace. Bytes are hex without spaces. */
export interface TraceEntry {
  readonly call: keyof Probe | keyof PastKeeper;
  readonly args: readonly JsonValue[];
  readonly result?: JsonValue;
  readonly error?: TracedError;
  /** The entry leaves something out, so that it cannot be replayed. */
  readonly redacted?: true;
  /** Wall time of the call. */
  readonly ms: number;
}

export interface TracedError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly remedy?: string;
  readonly details: { readonly [key: string]: JsonValue };
}

/** Bytes as a trace holds them. */
export function traceBytes(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}

/** An image as a trace holds it. */
export function traceImage(image: SparseImage): JsonValue {
  return image.segments.map(({ address, bytes }) => ({ address, bytes: traceBytes(bytes) }));
}

/** An error as a trace holds it; an unexpected one is kept as INTERNAL. */
export function traceError(error: unknown): TracedError {
  if (!(error instanceof OtpforgeError)) return { code: 'INTERNAL', message: String(error), details: {} };
  const { code, message, remedy, details } = error;
  return { code, message, ...(remedy !== undefined && { remedy }), details };
}

/** The opposite of traceError. */
export function replayedError({ code, message, remedy, details }: TracedError): OtpforgeError {
  const known = Object.hasOwn(errorCodes, code) ? code : 'INTERNAL';
  return new OtpforgeError(known, { message, details, ...(remedy !== undefined && { remedy }) });
}
