import type { OtpforgeError } from '../errors/index.js';
import { indexAt, type Run, sliceRun } from './run.js';

/** A range of present bytes: `data[offset, offset + length)` is at `address`. */
export interface Extent {
  readonly address: number;
  readonly offset: number;
  readonly length: number;
}

/** What an image holds: its bytes packed in address order, and what covers them. Never changed once made. */
export interface Memory {
  readonly data: Uint8Array;
  /** Ascending and disjoint; no two touch. */
  readonly extents: readonly Extent[];
  /** Ascending and disjoint; together they cover exactly `data`. */
  readonly runs: readonly Run[];
}

/** Bytes on their way into a memory: those of `run` lie at `data[offset]`. */
export interface Piece {
  readonly run: Run;
  readonly data: Uint8Array;
  readonly offset: number;
}

/** Two pieces that both hold an address. */
export interface Clash {
  readonly address: number;
  readonly runs: readonly [Run, Run];
  readonly values: readonly [number, number];
}

export interface AssembleOptions {
  /** Whether an overlap of equal bytes is a clash too. */
  readonly equalClashes: boolean;
  readonly clash: (clash: Clash) => OtpforgeError;
}

/**
 * Packs pieces into a memory. Of an equal overlap the piece that begins lower, or was named first, keeps its origin.
 * Throws what `clash` makes of the lowest clash.
 */
export function assemble(pieces: readonly Piece[], options: AssembleOptions): Memory {
  const sorted = [...pieces].sort((a, b) => a.run.address - b.run.address);
  const data = new Uint8Array(sorted.reduce((sum, piece) => sum + piece.run.length, 0));
  const runs: Run[] = [];
  let used = 0;
  let end = 0;
  for (const piece of sorted) {
    const { address, length } = piece.run;
    if (length === 0) continue;
    // The run that reached `end` begins at or below this one, so the bytes before `end` lie together at the end of `data`.
    const known = Math.max(0, Math.min(end - address, length));
    if (known > 0) checkOverlap(piece, known, data, used - (end - address), runs, options);
    if (known === length) continue;
    copy(piece.data, piece.offset + known, length - known, data, used);
    runs.push(sliceRun(piece.run, known, length - known));
    used += length - known;
    end = address + length;
  }
  return { data: used === data.length ? data : data.slice(0, used), runs, extents: extentsOf(runs) };
}

/** The joined stretches that ascending runs cover. */
export function extentsOf(runs: readonly Run[]): Extent[] {
  const extents: Extent[] = [];
  let offset = 0;
  let index = 0;
  while (index < runs.length) {
    const { address } = runs[index]!;
    let end = address;
    while (index < runs.length && runs[index]!.address === end) {
      end += runs[index]!.length;
      index += 1;
    }
    extents.push({ address, offset, length: end - address });
    offset += end - address;
  }
  return extents;
}

/** A memory's runs with their bytes, for another memory. */
export function piecesOf({ runs, data }: Memory): Piece[] {
  let offset = 0;
  return runs.map((run) => {
    const piece = { run, data, offset };
    offset += run.length;
    return piece;
  });
}

function checkOverlap(
  piece: Piece,
  length: number,
  data: Uint8Array,
  dataOffset: number,
  runs: readonly Run[],
  { equalClashes, clash }: AssembleOptions,
): void {
  for (let index = 0; index < length; index += 1) {
    const old = data[dataOffset + index]!;
    const added = piece.data[piece.offset + index]!;
    if (old === added && !equalClashes) continue;
    const address = piece.run.address + index;
    throw clash({ address, runs: [runs[indexAt(runs, address)]!, piece.run], values: [old, added] });
  }
}

function copy(from: Uint8Array, offset: number, length: number, to: Uint8Array, at: number): void {
  // A view costs more than the bytes of a short fragment.
  if (length > 64) to.set(from.subarray(offset, offset + length), at);
  else for (let index = 0; index < length; index += 1) to[at + index] = from[offset + index]!;
}
