import { existsSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { OtpforgeError } from '../errors/index.js';
import { readSmallText } from '../files/read-small.js';

const schema = z.record(z.string(), z.string());

/**
 * The names of badges, a line of YAML for each: `A4711: A. Person`. It has none where the file is missing: it can be deleted.
 * Errors: FILE_*, YAML_SYNTAX.
 */
export async function readNames(file: string | undefined): Promise<ReadonlyMap<string, string>> {
  if (file === undefined || !existsSync(file)) return new Map();
  const text = await readSmallText(file, 'a list of names');
  try {
    // Each value is a text here: a badge may be a number.
    return new Map(
      Object.entries(schema.parse(parse(text, { schema: 'failsafe' }) ?? {}, { jitless: true })),
    );
  } catch (cause) {
    throw new OtpforgeError('YAML_SYNTAX', {
      message: `${file}: has to have a badge and its name on each line`,
      remedy: 'Write lines such as "A4711: A. Person".',
      details: { file },
      cause,
    });
  }
}
