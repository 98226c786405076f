import { type ErrorCode, isErrorCode, type JsonValue, OtpforgeError } from '../errors/index.js';
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
  /** What of it is contents of memory, null when nothing is; a trace of an earlier version does not say. */
  readonly memory?: TracedMemory | null;
}

interface TracedMemory {
  readonly address?: number;
  readonly length?: number;
  /** Its keys in `details`. */
  readonly names: readonly string[];
  /** The message without it. */
  readonly hidden: string;
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
  if (!(error instanceof OtpforgeError)) {
    return { code: 'INTERNAL', message: String(error), details: {}, memory: null };
  }
  const { code, message, remedy, details, memory } = error;
  if (!memory) return { code, message, ...(remedy !== undefined && { remedy }), details, memory: null };
  const { values, ...place } = memory;
  const traced = { ...place, names: Object.keys(values), hidden: error.withoutMemory().message };
  return { code, message, ...(remedy !== undefined && { remedy }), details, memory: traced };
}

/** The opposite of traceError. What a trace does not say to be no contents of memory may be. */
export function replayedError({ code, message, remedy, details, memory }: TracedError): OtpforgeError {
  const known = isErrorCode(code) ? code : 'INTERNAL';
  const common = { ...(remedy !== undefined && { remedy }) };
  if (memory === null) return new OtpforgeError(known, { ...common, message, details });
  const { names, hidden, ...place } = memory ?? {
    names: Object.keys(details),
    hidden: 'the recorded error may tell secret bytes and is not shown',
  };
  const entries = Object.entries(details);
  return new OtpforgeError(known, {
    ...common,
    message: (show) => show(message, hidden),
    details: Object.fromEntries(entries.filter(([name]) => !names.includes(name))),
    memory: {
      ...place,
      values: Object.fromEntries(entries.filter(([name]) => names.includes(name))),
    },
  });
}
