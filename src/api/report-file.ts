import { open } from 'node:fs/promises';
import { OtpforgeError } from '../errors/index.js';

/** Refuses to replace a file that does not begin as a report does; an empty one may be replaced. Errors: FILE_EXISTS. */
export async function refuseOtherFile(path: string, isReport: (begin: string) => boolean): Promise<void> {
  const begin = await beginOf(path);
  if (begin === '' || isReport(begin)) return;
  throw new OtpforgeError('FILE_EXISTS', {
    message: `${path}: this is not a report, and it would be replaced`,
    remedy: 'Name another file, or delete this one.',
    details: { file: path },
  });
}

/** Bytes, more than the title of a page is long. */
const beginSize = 4096;

/** The begin of a file as text; empty where there is none. What cannot be read, as a folder, cannot be replaced either. */
async function beginOf(path: string): Promise<string> {
  const file = await open(path, 'r').catch(() => undefined);
  if (!file) return '';
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(beginSize), 0, beginSize, 0);
    return buffer.subarray(0, bytesRead).toString();
  } catch {
    return '';
  } finally {
    await file.close();
  }
}
