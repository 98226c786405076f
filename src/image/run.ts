import type { Origin, Source } from './origin.js';

/**
 * A range of addresses whose origins follow one rule, so that a file of a million regular records is one run:
 * the byte at `address + i` is in line `line + floor((phase + i) / stride)`.
 */
export interface Run {
  readonly address: number;
  readonly length: number;
  readonly source: Source;
  readonly field: string | undefined;
  readonly secret: boolean;
  /** 1-based line of the first byte; undefined where the source has no lines. */
  readonly line: number | undefined;
  /** Bytes per record; 0 when all bytes are in one line. */
  readonly stride: number;
  /** Bytes of the first record that lie before `address`. */
  readonly phase: number;
}

/** Origin of the byte `index` bytes into a run. */
export function originInRun(run: Run, index: number): Origin {
  const line = lineInRun(run, index);
  return {
    source: run.source,
    ...(line === undefined ? {} : { line }),
    ...(run.field === undefined ? {} : { field: run.field }),
    ...(run.secret ? { secret: true } : {}),
  };
}

/** Line of the byte `index` bytes into a run. */
export function lineInRun(run: Run, index: number): number | undefined {
  if (run.line === undefined || run.stride === 0) return run.line;
  return run.line + Math.floor((run.phase + index) / run.stride);
}

/** The part of a run that begins `skip` bytes into it. */
export function sliceRun(run: Run, skip: number, length: number): Run {
  if (skip === 0 && length === run.length) return run;
  return {
    address: run.address + skip,
    length,
    source: run.source,
    field: run.field,
    secret: run.secret,
    line: lineInRun(run, skip),
    stride: run.stride,
    phase: run.stride === 0 ? 0 : (run.phase + skip) % run.stride,
  };
}

/** Index of the last entry that begins at or below an address, or -1. Entries ascend by address. */
export function indexAt(entries: readonly { readonly address: number }[], address: number): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (entries[middle]!.address <= address) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
