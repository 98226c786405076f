import { OtpforgeError } from '../errors/index.js';
import { hex } from '../text/hex.js';
import { count } from '../text/plural.js';
import { conflictError } from './conflict.js';
import { assemble, type Extent, extentsOf, type Memory, type Piece } from './memory.js';
import { describeOrigin, type Origin, type Source } from './origin.js';
import { indexAt, lineInRun, originInRun, type Run, sliceRun } from './run.js';
import type { ImageWarning } from './warning.js';

/** The end of a 32-bit address space, exclusive. */
export const ADDRESS_END = 2 ** 32;

/** A range of present bytes; no segment touches the next. */
export interface Segment {
  readonly address: number;
  readonly bytes: Uint8Array;
}

/** Where execution starts, as a file says it: CS:IP in one word (record type 03) or EIP (05, or an ELF's entry). */
export interface StartAddress {
  readonly kind: 'segment' | 'linear';
  readonly value: number;
  readonly origin: Origin;
}

/** Bytes with one origin, from which an image is built. */
export interface Chunk {
  readonly address: number;
  readonly bytes: Uint8Array;
  readonly origin: Origin;
}

/** A range of bytes of one source (and one field) with the first and the last line that it takes there. */
export interface ImageRange {
  readonly address: number;
  readonly length: number;
  readonly source: Source;
  readonly field?: string;
  readonly firstLine?: number;
  readonly lastLine?: number;
}

// Assigned inside the class, so that reader, writer and merge in this folder reach what a user of the class cannot.
let create: (
  memory: Memory,
  starts: readonly StartAddress[],
  warnings: readonly ImageWarning[],
) => SparseImage;
let reveal: (image: SparseImage) => Memory;

/**
 * A memory image of present bytes only: an absent byte is not 0xFF. Every byte knows its origin.
 * Nothing that goes in or comes out shares memory with the image, so it never changes.
 */
export class SparseImage {
  static readonly empty = new SparseImage({ data: new Uint8Array(), extents: [], runs: [] }, []);

  readonly starts: readonly StartAddress[];
  /** What its readers noticed; a part of an image has none. */
  readonly warnings: readonly ImageWarning[];
  readonly #memory: Memory;

  private constructor(
    memory: Memory,
    starts: readonly StartAddress[],
    warnings: readonly ImageWarning[] = [],
  ) {
    this.#memory = memory;
    this.starts = Object.freeze([...starts]);
    this.warnings = Object.freeze([...warnings]);
  }

  static {
    create = (memory, starts, warnings) => new SparseImage(memory, starts, warnings);
    reveal = (image) => image.#memory;
  }

  /**
   * Builds an image. Equal overlap is fine; the chunk that begins lower keeps its origin.
   * Errors: IMAGE_CONFLICT (different bytes at one address), IMAGE_ADDRESS (outside 32 bits).
   */
  static fromChunks(chunks: Iterable<Chunk>, starts: readonly StartAddress[] = []): SparseImage {
    const pieces = Array.from(chunks, pieceOf);
    return new SparseImage(assemble(pieces, { equalClashes: false, clash: conflictError }), starts);
  }

  get byteCount(): number {
    return this.#memory.data.length;
  }

  get isEmpty(): boolean {
    return this.byteCount === 0;
  }

  /** Ascending, adjacent ones joined. A copy of all bytes at each call: take it once. */
  get segments(): readonly Segment[] {
    const { extents, data } = this.#memory;
    return extents.map(({ address, offset, length }) => ({
      address,
      bytes: data.slice(offset, offset + length),
    }));
  }

  withWarnings(warnings: readonly ImageWarning[]): SparseImage {
    return new SparseImage(this.#memory, this.starts, [...this.warnings, ...warnings]);
  }

  byteAt(address: number): number | undefined {
    const extent = this.#extentAt(address);
    return extent && this.#memory.data[extent.offset + address - extent.address];
  }

  originAt(address: number): Origin | undefined {
    const { runs } = this.#memory;
    const run = runs[indexAt(runs, address)];
    if (run === undefined || address >= run.address + run.length) return undefined;
    return originInRun(run, address - run.address);
  }

  /** A copy of `length` bytes, or undefined unless all of them are present. */
  read(address: number, length: number): Uint8Array | undefined {
    if (length === 0) return new Uint8Array();
    const extent = this.#extentAt(address);
    if (extent === undefined || address + length > extent.address + extent.length) return undefined;
    const offset = extent.offset + address - extent.address;
    return this.#memory.data.slice(offset, offset + length);
  }

  /** The part in [start, endExclusive), with origins and without start addresses. */
  clip(start: number, endExclusive: number): SparseImage {
    return new SparseImage(clipMemory(this.#memory, start, endExclusive), []);
  }

  /** All but [start, endExclusive); start addresses and warnings stay. */
  without(start: number, endExclusive: number): SparseImage {
    const below = clipMemory(this.#memory, 0, start);
    const above = clipMemory(this.#memory, Math.max(start, endExclusive), ADDRESS_END);
    return new SparseImage(concatMemory(below, above), this.starts, this.warnings);
  }

  /** Ascending ranges of one source and field each; a whole regular file is one. */
  ranges(): ImageRange[] {
    const ranges: RangeSoFar[] = [];
    for (const run of this.#memory.runs) {
      const last = ranges.at(-1);
      if (last && last.address + last.length === run.address && sameSource(last, run)) extend(last, run);
      else ranges.push(rangeOf(run));
    }
    return ranges;
  }

  #extentAt(address: number): Extent | undefined {
    const { extents } = this.#memory;
    const extent = extents[indexAt(extents, address)];
    return extent && address < extent.address + extent.length ? extent : undefined;
  }
}

/** For readers and merge: an image over a memory that nobody else holds. */
export function imageOf(
  memory: Memory,
  starts: readonly StartAddress[],
  warnings: readonly ImageWarning[] = [],
): SparseImage {
  return create(memory, starts, warnings);
}

/** For writer and merge: the image's own memory, which nobody may change. */
export function memoryOf(image: SparseImage): Memory {
  return reveal(image);
}

function pieceOf({ address, bytes, origin }: Chunk): Piece {
  if (!Number.isInteger(address) || address < 0 || address + bytes.length > ADDRESS_END) {
    throw new OtpforgeError('IMAGE_ADDRESS', {
      message: `${describeOrigin(origin)}: ${count(bytes.length, 'byte')} at ${hex(address)}, past the end of 32-bit addresses`,
      remedy: 'Give an address between 0x0 and 0xFFFFFFFF that leaves room for all bytes.',
      details: { file: origin.source.file, address, length: bytes.length },
    });
  }
  const { source, field, line, secret = false } = origin;
  return {
    run: { address, length: bytes.length, source, field, secret, line, stride: 0, phase: 0 },
    data: bytes,
    offset: 0,
  };
}

function clipMemory({ runs, data }: Memory, start: number, end: number): Memory {
  const kept: Run[] = [];
  let first = data.length;
  let last = data.length;
  let offset = 0;
  for (const run of runs) {
    const skip = Math.max(0, start - run.address);
    const stop = Math.min(run.length, end - run.address);
    if (skip < stop) {
      if (kept.length === 0) first = offset + skip;
      last = offset + stop;
      kept.push(sliceRun(run, skip, stop - skip));
    }
    offset += run.length;
  }
  return { data: data.subarray(first, last), runs: kept, extents: extentsOf(kept) };
}

function concatMemory(below: Memory, above: Memory): Memory {
  const data = new Uint8Array(below.data.length + above.data.length);
  data.set(below.data);
  data.set(above.data, below.data.length);
  const runs = below.runs.concat(above.runs);
  return { data, runs, extents: extentsOf(runs) };
}

type RangeSoFar = { -readonly [K in keyof ImageRange]: ImageRange[K] };

function rangeOf(run: Run): RangeSoFar {
  const { address, length, source, field, line } = run;
  const range: RangeSoFar = { address, length, source };
  if (field !== undefined) range.field = field;
  if (line !== undefined) {
    range.firstLine = line;
    range.lastLine = lineInRun(run, length - 1) ?? line;
  }
  return range;
}

function sameSource(range: ImageRange, run: Run): boolean {
  const { source } = range;
  return range.field === run.field && source.kind === run.source.kind && source.file === run.source.file;
}

/** Records need not are in address order, so a range takes the lowest and the highest line. */
function extend(range: RangeSoFar, run: Run): void {
  const { firstLine, lastLine } = rangeOf(run);
  range.length += run.length;
  if (firstLine !== undefined) range.firstLine = Math.min(range.firstLine ?? firstLine, firstLine);
  if (lastLine !== undefined) range.lastLine = Math.max(range.lastLine ?? lastLine, lastLine);
}
