import type { Range } from './session.js';

export interface Segment {
  readonly address: number;
  readonly bytes: ArrayLike<number>;
  /** len, where it shall not be the number of bytes. */
  readonly length?: number;
}

/** The words that a host fills in before the segments. */
export interface JobHeader {
  readonly magic: number;
  readonly version: number;
  readonly flags: number;
  readonly count: number;
}

/** The words that Burn fills in. */
export interface JobResult {
  readonly status: number;
  readonly failAddr: number;
  readonly flashSR: number;
  readonly unitsDone: number;
}

/** Status codes of Burn, version 1; ProgramPage gives the same in R1. */
export const status = {
  done: 0,
  notAJob: 1,
  range: 2,
  conflict: 3,
  locked: 4,
  lockByte: 5,
  unlock: 6,
  flags: 7,
  readBack: 8,
} as const;

export const pending = 0xffffffff;

interface EncodedJob {
  readonly job: Uint8Array;
  readonly data: readonly { readonly at: number; readonly bytes: Uint8Array }[];
  readonly sources: readonly Range[];
}

/** Job version 1: eight words of header, then {addr, len, src} for each segment. */
export function encodeJob(
  segments: readonly Segment[],
  sourceAt: number,
  { magic = 0x4f545042, version = 1, flags = 0, count = segments.length }: Partial<JobHeader>,
): EncodedJob {
  const words = [magic, version, flags, count, pending, 0xa5a5a5a5, 0xa5a5a5a5, 0xa5a5a5a5];
  const data: { at: number; bytes: Uint8Array }[] = [];
  let at = sourceAt;
  for (const { address, bytes, length = bytes.length } of segments) {
    words.push(address, length, at);
    data.push({ at, bytes: Uint8Array.from(bytes) });
    at += (bytes.length + 3) & ~3;
  }
  return {
    job: new Uint8Array(Uint32Array.from(words).buffer),
    data,
    sources: data.map(({ at: start, bytes }) => ({ start, end: start + bytes.length })),
  };
}

export function readJob(bytes: Uint8Array): JobResult {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    status: view.getUint32(16, true),
    failAddr: view.getUint32(20, true),
    flashSR: view.getUint32(24, true),
    unitsDone: view.getUint32(28, true),
  };
}
