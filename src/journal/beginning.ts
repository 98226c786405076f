import type { StatsBase } from 'node:fs';
import { OtpforgeError } from '../errors/index.js';

const beginning = `{"format":"otpforge.journal/`;

/** How many bytes of a file tell whether it is a journal. */
export const beginningLength = beginning.length;

/** Refuses what is not a plain file: a device or a pipe keeps nothing, or never ends. Errors: JOURNAL_INVALID. */
export function checkPlainFile(
  found: Pick<StatsBase<unknown>, 'isFile' | 'isDirectory'>,
  file: string,
): void {
  if (found.isFile()) return;
  throw new OtpforgeError('JOURNAL_INVALID', {
    message: `${file}: this is ${found.isDirectory() ? 'a folder' : 'a device or a pipe'}, and a journal is a file`,
    remedy: 'Name a file with --journal, or use --no-journal.',
    details: { file },
  });
}

/** Refuses a file of something else; an empty one, or one cut off in its first line, passes. Errors: JOURNAL_INVALID. */
export function checkBeginning(start: Buffer, file: string): void {
  const text = start.subarray(0, beginningLength).toString('latin1');
  // Behind a first line that was cut, others may follow.
  const [line = ''] = text.split('\n');
  if (text === '' || (line !== '' && beginning.startsWith(line))) return;
  throw new OtpforgeError('JOURNAL_INVALID', {
    message: `${file}: this file is not a journal, nothing was added to it`,
    remedy: 'Name a new file, or one that otpforge wrote, with --journal.',
    details: { file },
  });
}
