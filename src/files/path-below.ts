import { isAbsolute, relative } from 'node:path';
import { z } from 'zod';

/** A path below some folder, with forward slashes and without `.` or `..`: no manifest can name a file elsewhere. */
export function pathBelow(what: string): z.ZodString {
  return z
    .string()
    .regex(/^(?!\.\.?(?:\/|$))[^/\\:]+(?:\/(?!\.\.?(?:\/|$))[^/\\:]+)*$/, `must be a path below the ${what}`);
}

/** Whether a path leads to something below a folder; both are absolute. */
export function isBelow(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way.split(/[\\/]/)[0] !== '..' && !isAbsolute(way);
}
