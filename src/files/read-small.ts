import { stat } from 'node:fs/promises';
import { OtpforgeError } from '../errors/index.js';
import { count } from '../text/plural.js';
import { readText } from './read.js';

/** Far more than people write by hand. The keys of a YAML map are compared pair by pair, which takes minutes for megabytes. */
const mostBytes = 128 * 1024;

/** Reads a text file that people write, `what` for example "a layout". Errors: FILE_NOT_FOUND, FILE_UNREADABLE, also by its size. */
export async function readSmallText(path: string, what: string): Promise<string> {
  const { size } = await stat(path).catch(() => ({ size: 0 }));
  if (size <= mostBytes) return readText(path);
  throw new OtpforgeError('FILE_UNREADABLE', {
    message: `${path}: it has ${count(size, 'byte')}, ${what} has at most ${mostBytes}`,
    remedy: `Check that it is ${what}; lists of units belong into --csv.`,
    details: { file: path, size },
  });
}
