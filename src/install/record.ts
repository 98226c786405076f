import { createHash } from 'node:crypto';
import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { OtpforgeError } from '../errors/index.js';
import { pathBelow } from '../files/path-below.js';
import { isErrno } from '../files/read.js';
import { parseYaml } from '../files/yaml.js';

export const installedFormat = { format: 'otpforge.installed', major: 1 } as const;

/** What an installation put into a folder; paths are below it. */
export const installedSchema = z.strictObject({
  format: z.string(),
  files: z.array(
    z.strictObject({
      name: pathBelow('folder'),
      sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in lower-case hexadecimal'),
    }),
  ),
});

export type Installed = Readonly<z.infer<typeof installedSchema>>;

/** Its file beside what was installed; J-Link looks at *.xml only. */
export const installedName = 'otpforge-installed.json';

/** The record of a folder; undefined where nothing was installed. Errors: SCHEMA, FORMAT_*, FILE_UNREADABLE. */
export function readInstalled(folder: string): Installed | undefined {
  const file = join(folder, installedName);
  const text = contentsOf(file);
  if (text === undefined) return undefined;
  return parseYaml({ text: text.toString('utf8'), file, ...installedFormat }, installedSchema).value;
}

/**
 * SHA-256 of a file below a folder; undefined when there is none. What a link leads to is not ours to write or to take
 * away, whatever it holds: its hash is no file's. Errors: FILE_UNREADABLE.
 */
export function fileHash(folder: string, name: string): string | undefined {
  const steps = name.split('/').map((_, index, parts) => join(folder, ...parts.slice(0, index + 1)));
  if (steps.some(isLink)) return 'a link';
  const bytes = contentsOf(join(folder, name));
  return bytes && createHash('sha256').update(bytes).digest('hex');
}

// Below a file, where lstat throws, there is none.
function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    return false;
  }
}

function contentsOf(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch (cause) {
    if (isErrno(cause) && (cause.code === 'ENOENT' || cause.code === 'ENOTDIR')) return undefined;
    throw new OtpforgeError('FILE_UNREADABLE', {
      message: `${file}: cannot be read: ${String(cause)}`,
      remedy: 'Make it a file that you may read, or remove it.',
      details: { file },
      cause,
    });
  }
}
