import { OtpforgeError } from '../errors/index.js';
import { isPrivateFile } from '../files/private-file.js';
import type { BlankRule } from './blank-units.js';
import { readBoundImage } from './bound-hex.js';
import type { ImageFile } from './image-file.js';
import { type HexWriteOptions, writeIntelHex } from './intel-hex-writer.js';
import { type MergeOptions, mergeImages } from './merge.js';
import { notEmpty } from './not-empty.js';
import type { Source } from './origin.js';
import { refuseOtherFormat } from './output-format.js';
import { type LeftOut, type Selected, type Selection, select } from './select.js';
import type { ImageRange, SparseImage, StartAddress } from './sparse-image.js';
import type { ImageWarning } from './warning.js';
import { withoutOnes } from './without-ones.js';
import { refuseOtherDie, writeBound } from './write-bound.js';

/** What a merge wrote; addresses and lengths as numbers. */
export interface MergeReport {
  readonly format: 'otpforge.merge-report/1';
  readonly output: string;
  readonly inputs: readonly string[];
  readonly byteCount: number;
  readonly ranges: readonly ReportedRange[];
  readonly starts: readonly ReportedStart[];
  /** What the inputs have and the output does not. */
  readonly leftOut: readonly LeftOut[];
  readonly warnings: readonly ImageWarning[];
  /** The one die that the output is for. */
  readonly boundTo?: BoundTo;
}

export interface BoundTo {
  readonly uid: string;
  /** The file beside the output that says so. */
  readonly file?: string;
}

export interface ReportedRange extends Omit<ImageRange, 'source'> {
  readonly file: string;
  readonly kind: Source['kind'];
}

export interface ReportedStart extends Pick<StartAddress, 'kind' | 'value'> {
  readonly file: string;
  readonly line?: number;
}

export interface MergeFilesOptions extends MergeOptions, HexWriteOptions {
  /** Further files that the output must not replace, such as a layout or its data. */
  readonly protect?: readonly string[];
  /** POSIX mode of the output, 0600 when it holds secrets; without it 0600 as well where an input is private. */
  readonly mode?: number;
  /** What of the input files is wanted; the images made elsewhere are taken whole. */
  readonly selection?: Selection;
  /** Units of a write-once bank: those of all ones are left out, since other hosts would spend them. */
  readonly writeOnce?: BlankRule;
  /** Throws for input files, as far as they are wanted, that must not be merged. */
  readonly checkInputs?: (inputs: readonly SparseImage[]) => void;
  /** Throws for an image that must not be written. */
  readonly check?: (merged: SparseImage) => Promise<void>;
  /** The unique ID of the die that the output is for. */
  readonly uid?: string;
  /** The bank of the layout, for the file that binds the output to the die. */
  readonly bank?: string;
}

/**
 * Merges image files, and images made elsewhere, into one Intel HEX file, written in one step.
 * Errors: those of mergeInMemory and writeAtomic; FILE_EXISTS, IMAGE_EMPTY, IMAGE_OUTPUT_FORMAT, USAGE (nothing to merge).
 */
export async function mergeFiles(
  inputs: readonly ImageFile[],
  extra: readonly SparseImage[],
  output: string,
  options: MergeFilesOptions = {},
): Promise<MergeReport> {
  refuseOtherFormat(output);
  const { image, ...report } = await mergeInMemory(inputs, extra, options);
  const { inputs: paths } = report;
  const mode = options.mode ?? (await modeOfPrivate(paths));
  const hex = { path: output, data: writeIntelHex(image, options), ...(mode !== undefined && { mode }) };
  const boundTo = await writeBound(hex, [...paths, ...(options.protect ?? [])], options);
  return { ...report, output, ...(boundTo && { boundTo }) };
}

/**
 * Merges image files, and images made elsewhere. Writes nothing.
 * Errors: those of readBoundImage and mergeImages; OTHER_DIE, BOUND_HEX_CHANGED, IMAGE_EMPTY, USAGE (nothing to merge).
 */
export async function mergeInMemory(
  inputs: readonly ImageFile[],
  extra: readonly SparseImage[],
  options: MergeFilesOptions = {},
): Promise<Omit<MergeReport, 'output'> & { readonly image: SparseImage }> {
  if (inputs.length + extra.length === 0) throw nothingToMergeError();
  const paths = inputs.map(({ path }) => path);
  const parts: Selected[] = [];
  for (const { path, ...where } of inputs) {
    const { image, binding } = await readBoundImage(path, where);
    if (binding) refuseOtherDie(path, binding, options.uid);
    parts.push(select(notEmpty(image, path), path, options.selection ?? {}));
  }
  options.checkInputs?.(parts.map(({ image }) => image));
  const all = mergeImages([...parts.map(({ image }) => image), ...extra], options);
  await options.check?.(all);
  const { image: merged, leftOut } = withoutOnes(all, options.writeOnce);
  if (merged.isEmpty) throw nothingLeftError();
  return {
    format: 'otpforge.merge-report/1',
    image: merged,
    inputs: paths,
    byteCount: merged.byteCount,
    ranges: merged.ranges().map(reportRange),
    starts: merged.starts.map(reportStart),
    leftOut: [...parts.flatMap((part) => part.leftOut), ...leftOut],
    warnings: merged.warnings,
  };
}

function nothingLeftError(): OtpforgeError {
  return new OtpforgeError('IMAGE_EMPTY', {
    message: 'the merged image is empty: nothing of the inputs is left',
    remedy: 'Check --only, --without and --blank-is-absent: otpforge inspect shows what the inputs hold.',
  });
}

// A file that an earlier merge wrote with secrets is such an input, and without its layout nothing else shows them.
async function modeOfPrivate(paths: readonly string[]): Promise<number | undefined> {
  const found = await Promise.all(paths.map(isPrivateFile));
  return found.includes(true) ? 0o600 : undefined;
}

function nothingToMergeError(): OtpforgeError {
  return new OtpforgeError('USAGE', {
    message: 'nothing to merge',
    remedy: 'Name at least one input, for example: otpforge merge fw.hex otp.hex -o unit.hex',
  });
}

function reportRange({ source, ...range }: ImageRange): ReportedRange {
  return { ...range, file: source.file, kind: source.kind };
}

function reportStart({ kind, value, origin }: StartAddress): ReportedStart {
  return {
    kind,
    value,
    file: origin.source.file,
    ...(origin.line === undefined ? {} : { line: origin.line }),
  };
}
