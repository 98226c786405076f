import { readBytes } from '../files/read.js';
import {
  diffDocument,
  type Mp1DiffDocument,
  type NamedFuses,
  requestsOf,
  writtenDocument,
} from '../mp1/index.js';
import { type FuseFileOptions, readFuseFile } from './mp1-input.js';
import { callback, checkOptions, need, type Shape, text } from './options/index.js';

export interface Mp1DiffOptions extends Pick<FuseFileOptions, 'device'> {
  /** Dumps in any form that mp1Show reads; one of them may be `-`. The older may be a file that asks for writes. */
  readonly old: string;
  readonly new: string;
  /** The journal of the runs that wrote such a file: they end once the dump shows all that it asks for. */
  readonly journal?: string;
  readonly note?: (text: string) => void;
}

const shape: Shape<Mp1DiffOptions> = {
  old: need(text),
  new: need(text),
  device: text,
  journal: text,
  note: callback(),
};

/**
 * What has changed between two dumps of one chip, or what became of a file that asks for writes. Writes nothing but the
 * end of a run into the journal. Errors: OPTION_*, USAGE, FILE_*, MP1_*, DEVICE_UNKNOWN, JOURNAL_*.
 */
export async function mp1Diff(options: Mp1DiffOptions): Promise<Mp1DiffDocument> {
  checkOptions('mp1Diff', options, shape);
  const old = await readFuseFile(options.old, options);
  const later = await readFuseFile(options.new, options);
  if (requestsOf(old.fuses).length === 0) return diffDocument(old, later);
  const document = writtenDocument(old, later);
  await endRuns(document, later, options);
  return document;
}

async function endRuns(
  { uid, result }: Mp1DiffDocument,
  { partition }: NamedFuses,
  { old, journal, note = () => undefined }: Mp1DiffOptions,
): Promise<void> {
  if (journal === undefined || uid === null || !partition) return;
  const { endWrittenFile, refuseOtherChip } = await import('./mp1-runs.js');
  const made = { file: await readBytes(old), uid, journal };
  await refuseOtherChip(old, made);
  if (result !== 'done') return;
  const ended = await endWrittenFile({ ...made, dump: partition, note });
  if (ended > 0) note(`the journal: the run that wrote ${old} is done`);
}
