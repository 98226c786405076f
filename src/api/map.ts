import { OtpforgeError } from '../errors/index.js';
import type { MapDocument } from '../map/index.js';
import { hearing } from './listener.js';
import { mapWork } from './map-chip.js';
import { mapFiles } from './map-files.js';
import { mergedImage } from './merged-image.js';
import { checkNeeds, checkOptions, either, type Shape, text } from './options/index.js';
import { type HistoryOptions, historyShape, type ImageOptions, imageShape } from './plan.js';
import { probeUri, type TargetOptions, targetShape, withTarget } from './target.js';

/** A call within a session. */
export interface MapCall extends Partial<ImageOptions>, HistoryOptions {
  /** Draw the map into this file, too. */
  readonly svg?: string;
}

export interface MapOptions extends MapCall, Partial<TargetOptions> {
  /** What `read` wrote of the chip's OTP, .bin or Intel HEX, instead of a probe. */
  readonly chipDump?: string;
}

export const mapCallShape: Shape<MapCall> = {
  ...imageShape,
  ...historyShape,
  image: either(text, mergedImage),
  svg: text,
};
const shape: Shape<MapOptions> = {
  ...targetShape,
  ...mapCallShape,
  probe: either(text, probeUri),
  chipDump: text,
};

/**
 * Shows an OTP bank as a grid: of a chip, of a dump, or of an image alone. With an image beside a chip or a dump it shows
 * what a plan would change. Writes nothing to a chip, and shows no byte of it: fields by their values, secret ones without.
 * Errors: USAGE, OPTION_*, DEVICE_*, PROBE_*, TARGET_*, LAYOUT_INVALID, DUMP_SIZE, FILE_*, JOURNAL_*, and those of the image.
 */
export async function map(options: MapOptions): Promise<MapDocument> {
  checkOptions('map', options, shape);
  checkMapNeeds(options);
  const { probe, chipDump, image } = options;
  if (probe !== undefined && chipDump !== undefined) throw twoSources();
  if (probe !== undefined) {
    const heard = hearing({ ...options, probe });
    return withTarget(heard, mapWork(heard));
  }
  if (chipDump === undefined && image === undefined) throw noSource();
  return mapFiles(options);
}

/** Refuses what means nothing without an image. Errors: OPTION_MISSING. */
export function checkMapNeeds(options: MapCall): void {
  checkNeeds('map', options, 'image', [
    ...(['address', 'raw', 'fill', 'lockEmpty', 'firmwareOnly', 'acceptSuspect', 'movedFrom'] as const),
  ]);
}

function twoSources(): OtpforgeError {
  return new OtpforgeError('USAGE', {
    message: 'a map is of a chip or of a dump, and both are named',
    remedy: 'Leave out --probe or --chip-dump.',
  });
}

function noSource(): OtpforgeError {
  return new OtpforgeError('USAGE', {
    message: 'there is nothing to map',
    remedy: 'Name a chip with --probe, a dump with --chip-dump, or an image.',
  });
}
