import { join } from 'node:path';
import { z } from 'zod';
import { OtpforgeError } from '../errors/index.js';
import { pathBelow } from '../files/path-below.js';
import { writeAtomic } from '../files/write.js';
import { parseYaml } from '../files/yaml.js';
import { contentsOf } from './file-hash.js';

export const installedFormat = { format: 'otpforge.installed', major: 1 } as const;

/** What an installation put into a folder; paths are below it. */
export const installedSchema = z.strictObject({
  format: z.string(),
  /** Files are being put there: a name may then have its earlier hash and its next one. */
  unfinished: z.literal(true).optional(),
  files: z.array(
    z.strictObject({
      name: pathBelow('folder'),
      sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in lower-case hexadecimal'),
      /** It was there already, as wanted: somebody else's, whom it is left to. */
      foreign: z.literal(true).optional(),
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
  try {
    return parseYaml({ text: text.toString('utf8'), file, ...installedFormat }, installedSchema).value;
  } catch (error) {
    // A newer one names its cure itself.
    if (!(error instanceof OtpforgeError) || error.code === 'FORMAT_TOO_NEW') throw error;
    throw damaged(file, error);
  }
}

function damaged(file: string, cause: OtpforgeError): OtpforgeError {
  return new OtpforgeError(cause.code, {
    ...cause.within((text) => `the record of what otpforge installed is damaged: ${text}`),
    remedy: `Remove ${file} and otpforge's files beside it, or restore it from a backup, and run the same command again.`,
  });
}

/** Writes the record of a folder. Errors: FILE_WRITE_FAILED. */
export async function writeInstalled(folder: string, record: Omit<Installed, 'format'>): Promise<void> {
  const document: Installed = { format: `${installedFormat.format}/${installedFormat.major}`, ...record };
  await writeAtomic(join(folder, installedName), `${JSON.stringify(document, undefined, 2)}\n`);
}

/** The hashes under which each file of a record is ours, by name. */
export function ownHashes(record: Installed | undefined): ReadonlyMap<string, ReadonlySet<string>> {
  const own = new Map<string, Set<string>>();
  for (const { name, sha256, foreign } of record?.files ?? []) {
    if (!foreign) own.set(name, (own.get(name) ?? new Set()).add(sha256));
  }
  return own;
}
