import { diffDocument, type Mp1DiffDocument } from '../mp1/index.js';
import { type FuseFileOptions, readFuseFile } from './mp1-input.js';
import { checkOptions, need, type Shape, text } from './options/index.js';

export interface Mp1DiffOptions extends Pick<FuseFileOptions, 'device'> {
  /** Dumps in any form that mp1Show reads; one of them may be `-`. */
  readonly old: string;
  readonly new: string;
}

const shape: Shape<Mp1DiffOptions> = { old: need(text), new: need(text), device: text };

/**
 * What has changed between two dumps of one chip. Writes nothing.
 * Errors: OPTION_*, USAGE, FILE_*, MP1_*, DEVICE_UNKNOWN.
 */
export async function mp1Diff(options: Mp1DiffOptions): Promise<Mp1DiffDocument> {
  checkOptions('mp1Diff', options, shape);
  const old = await readFuseFile(options.old, options);
  return diffDocument(old, await readFuseFile(options.new, options));
}
