import { OtpforgeError } from '../errors/index.js';
import { hex32 } from '../text/hex.js';
import { conflictError } from './conflict.js';
import { assemble, piecesOf } from './memory.js';
import { describeOrigin } from './origin.js';
import { imageOf, memoryOf, type SparseImage, type StartAddress } from './sparse-image.js';
import type { ImageWarning } from './warning.js';

export interface MergeOptions {
  /** Whose start address to keep: that of the named file, or of none. Several files must mean one address. */
  readonly start?: StartChoice;
}

/** Whose start address to keep. */
export type StartChoice = 'none' | StartFile | readonly StartFile[];

export interface StartFile {
  readonly file: string;
}

/**
 * Merges images. Equal overlap is fine and keeps the origin that begins lower, or was named first.
 * Errors: IMAGE_CONFLICT (different bytes at one address), IMAGE_START_CONFLICT, IMAGE_START_UNKNOWN.
 */
export function mergeImages(images: readonly SparseImage[], options: MergeOptions = {}): SparseImage {
  const { starts, warnings } = chooseStarts(images, options.start);
  const pieces = images.flatMap((image) => piecesOf(memoryOf(image)));
  return imageOf(assemble(pieces, { equalClashes: false, clash: conflictError }), starts, [
    ...images.flatMap((image) => image.warnings),
    ...warnings,
  ]);
}

interface ChosenStarts {
  readonly starts: readonly StartAddress[];
  readonly warnings: readonly ImageWarning[];
}

function chooseStarts(images: readonly SparseImage[], choice: MergeOptions['start']): ChosenStarts {
  if (choice === 'none') return { starts: [], warnings: [] };
  const all = images.flatMap(({ starts }) => starts);
  if (choice === undefined) return firstStarts(images);
  const files = 'file' in choice ? [choice] : choice;
  const chosen = files.flatMap(({ file }) => startsOfFile(all, file));
  const [first] = chosen;
  // CS:IP and EIP of one file may differ.
  const other = chosen.find(
    (start) =>
      first && entryOf(start) !== entryOf(first) && start.origin.source.file !== first.origin.source.file,
  );
  if (first && other) throw startConflictError(first, other);
  return { starts: oneOfEachKind(chosen), warnings: [] };
}

function startsOfFile(all: readonly StartAddress[], file: string): readonly StartAddress[] {
  const found = all.filter(({ origin }) => origin.source.file === file);
  if (found.length > 0) return found;
  throw new OtpforgeError('IMAGE_START_UNKNOWN', {
    message: `${file}: no start address to keep`,
    remedy:
      all.length === 0
        ? 'No input has a start address: leave the choice out.'
        : `These have one: ${[...new Set(all.map(({ origin }) => origin.source.file))].join(', ')}.`,
    details: { file },
  });
}

/**
 * Those of the first image that has any, and what agrees with them. A Cortex-M starts by its vector table, so that the
 * start address of a boot loader and that of its application are not a conflict.
 */
function firstStarts(images: readonly SparseImage[]): ChosenStarts {
  const [first, ...others] = images.filter(({ starts }) => starts.length > 0);
  if (first === undefined) return { starts: [], warnings: [] };
  const known = first.starts[0]!;
  const rest = others.flatMap(({ starts }) => starts);
  const agrees = (start: StartAddress) => first.starts.every((each) => entryOf(each) === entryOf(start));
  return {
    starts: oneOfEachKind([...first.starts, ...rest.filter(agrees)]),
    warnings: rest.filter((start) => !agrees(start)).map((start) => leftOutWarning(known, start)),
  };
}

function leftOutWarning(known: StartAddress, other: StartAddress): ImageWarning {
  return {
    code: 'START_LEFT_OUT',
    message: `two start addresses: ${describeStart(known)} is kept, ${describeStart(other)} is left out; a Cortex-M starts by its vector table and needs neither (--start chooses)`,
  };
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
  return new OtpforgeError('IMAGE_START_CONFLICT', {
    message: `two start addresses are asked for: ${describeStart(known)}, ${describeStart(other)}`,
    remedy: `Ask for one: --start ${known.origin.source.file}, --start ${other.origin.source.file} or --start none.`,
    details: {
      values: [known.value, other.value],
      files: [known.origin.source.file, other.origin.source.file],
    },
  });
}

function describeStart({ value, origin }: StartAddress): string {
  return `${hex32(value)} in ${describeOrigin(origin)}`;
}
