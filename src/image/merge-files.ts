import { OtpforgeError } from '../errors/index.js';
import { isPrivateFile } from '../files/private-file.js';
import { writeAtomic } from '../files/write.js';
import { type ImageFile, readImageFile } from './image-file.js';
import { type HexWriteOptions, writeIntelHex } from './intel-hex-writer.js';
import { type MergeOptions, mergeImages } from './merge.js';
import { notEmpty } from './not-empty.js';
import type { Source } from './origin.js';
import { refuseOtherFormat } from './output-format.js';
import type { ImageRange, SparseImage, StartAddress } from './sparse-image.js';

/** What a merge wrote; addresses and lengths as numbers. */
export interface MergeReport {
  readonly format: 'otpforge.merge-report/1';
  readonly output: string;
  readonly inputs: readonly string[];
  readonly byteCount: number;
  readonly ranges: readonly ReportedRange[];
  readonly starts: readonly ReportedStart[];
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
}

/**
 * Merges image files, and images made elsewhere, into one Intel HEX file, written in one step.
 * Errors: those of readImageFile, mergeImages and writeAtomic; IMAGE_EMPTY, IMAGE_OUTPUT_FORMAT, USAGE (nothing to merge).
 */
export async function mergeFiles(
  inputs: readonly ImageFile[],
  extra: readonly SparseImage[],
  output: string,
  options: MergeFilesOptions = {},
): Promise<MergeReport> {
  refuseOtherFormat(output);
  if (inputs.length + extra.length === 0) throw nothingToMergeError();
  const paths = inputs.map(({ path }) => path);
  const images: SparseImage[] = [];
  for (const { path, ...where } of inputs) images.push(notEmpty(await readImageFile(path, where), path));
  const merged = mergeImages([...images, ...extra], options);
  const mode = options.mode ?? (await modeOfPrivate(paths));
  await writeAtomic(output, writeIntelHex(merged, options), {
    inputs: [...paths, ...(options.protect ?? [])],
    ...(mode !== undefined && { mode }),
  });
  return {
    format: 'otpforge.merge-report/1',
    output,
    inputs: paths,
    byteCount: merged.byteCount,
    ranges: merged.ranges().map(reportRange),
    starts: merged.starts.map(reportStart),
  };
}

// A file that an earlier merge wrote with secrets is such an input, and without its layout nothing else tells of them.
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
