import { z } from 'zod';

/** A path below some folder, with forward slashes and without `.` or `..`: no manifest can name a file elsewhere. */
export function pathBelow(what: string): z.ZodString {
  return z
    .string()
    .regex(/^(?!\.\.?(?:\/|$))[^/\\:]+(?:\/(?!\.\.?(?:\/|$))[^/\\:]+)*$/, `must be a path below the ${what}`);
}
