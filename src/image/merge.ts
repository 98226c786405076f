import { OtpforgeError } from '../errors/index.js';
import { hex32 } from '../text/hex.js';
import { conflictError } from './conflict.js';
import { assemble, piecesOf } from './memory.js';
import { describeOrigin } from './origin.js';
import { imageOf, memoryOf, type SparseImage, type StartAddress } from './sparse-image.js';

export interface MergeOptions {
  /** Whose start address to keep where two differ: that of the named file, or of none. */
  readonly start?: 'none' | { readonly file: string };
}

/**
 * Merges images. Equal overlap is fine and keeps the origin that begins lower, or was named first.
 * Errors: IMAGE_CONFLICT (different bytes at one address), IMAGE_START_CONFLICT, IMAGE_START_UNKNOWN.
 */
export function mergeImages(images: readonly SparseImage[], options: MergeOptions = {}): SparseImage {
  const starts = chooseStarts(images, options.start);
  const pieces = images.flatMap((image) => piecesOf(memoryOf(image)));
  return imageOf(assemble(pieces, { equalClashes: false, clash: conflictError }), starts);
}

function chooseStarts(
  images: readonly SparseImage[],
  choice: MergeOptions['start'],
): readonly StartAddress[] {
  if (choice === 'none') return [];
  const all = images.flatMap(({ starts }) => starts);
  if (choice === undefined) return agreeingStarts(images);
  const chosen = all.filter(({ origin }) => origin.source.file === choice.file);
  if (chosen.length > 0) return oneOfEachKind(chosen);
  throw new OtpforgeError('IMAGE_START_UNKNOWN', {
    message: `${choice.file}: no start address to keep`,
    remedy:
      all.length === 0
        ? 'No input has a start address: leave the choice out.'
        : `These have one: ${[...new Set(all.map(({ origin }) => origin.source.file))].join(', ')}.`,
    details: { file: choice.file },
  });
}

/** CS:IP and EIP of one file may stand side by side; starts of two images must mean one address. */
function agreeingStarts(images: readonly SparseImage[]): readonly StartAddress[] {
  const [first, ...others] = images.filter(({ starts }) => starts.length > 0);
  if (first === undefined) return [];
  for (const known of first.starts) {
    for (const start of others.flatMap(({ starts }) => starts)) {
      if (entryOf(known) !== entryOf(start)) throw startConflictError(known, start);
    }
  }
  return oneOfEachKind([first, ...others].flatMap(({ starts }) => starts));
}

// A file may hold one record of each kind; CS:IP can spell one address in many ways.
function oneOfEachKind(starts: readonly StartAddress[]): StartAddress[] {
  const known = new Map<StartAddress['kind'], StartAddress>();
  for (const start of starts) {
    if (!known.has(start.kind)) known.set(start.kind, start);
  }
  return [...known.values()];
}

/** The address that a start means: CS counts 16-byte paragraphs. */
function entryOf({ kind, value }: StartAddress): number {
  return kind === 'linear' ? value : (value >>> 16) * 16 + (value & 0xffff);
}

function startConflictError(known: StartAddress, other: StartAddress): OtpforgeError {
  const describe = ({ value, origin }: StartAddress): string =>
    `${hex32(value)} in ${describeOrigin(origin)}`;
  return new OtpforgeError('IMAGE_START_CONFLICT', {
    message: `two start addresses: ${describe(known)}, ${describe(other)}`,
    remedy: `Say which one to keep: --start ${known.origin.source.file}, --start ${other.origin.source.file} or --start none.`,
    details: {
      values: [known.value, other.value],
      files: [known.origin.source.file, other.origin.source.file],
    },
  });
}
