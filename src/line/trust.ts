import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { OtpforgeError } from '../errors/index.js';
import { configFolder } from '../files/config-folder.js';
import { readTextIfThere } from '../files/read.js';
import { writeAtomic } from '../files/write.js';
import { printable } from '../text/printable.js';
import { type Covered, coveredBy, coveredRows, trustHash } from './covered.js';
import type { Line } from './line.js';

/** What trust in a line covers. */
export interface Trust {
  readonly sha256: string;
  /** Empty where the line runs nothing. */
  readonly covered: readonly Covered[];
}

/**
 * Lets the programs of a line run for this user, as they are now, or as somebody has been shown them. Errors: FILE_*, USAGE
 * for a user without a home folder.
 */
export async function trustLine(line: Line, shown?: readonly Covered[]): Promise<Trust> {
  const covered = shown ?? (await coveredBy(line));
  const sha256 = trustHash(covered);
  const path = await keptAt(line);
  if (path === undefined) throw noFolder();
  const rows = [`${sha256}  ${printable(line.file)}`, ...coveredRows(covered)];
  await writeAtomic(path, `${rows.join('\n')}\n`, { mode: 0o600 });
  return { sha256, covered };
}

/**
 * Refuses a line whose programs this user has not trusted, or which have changed since. One that runs nothing needs no trust.
 * Errors: LINE_UNTRUSTED, FILE_*.
 */
export async function checkTrust(line: Line): Promise<void> {
  const covered = await coveredBy(line);
  if (covered.length === 0) return;
  const path = await keptAt(line);
  const [first, ...rows] = ((path && (await readTextIfThere(path))) ?? '').split('\n');
  if (first?.split(' ')[0] === trustHash(covered)) return;
  throw untrusted(line, covered, first === '' ? undefined : rows);
}

const folder = 'trusted-lines';

/** By the place of the line: its commands mean other files in another folder. */
async function keptAt({ file }: Line): Promise<string | undefined> {
  const place = await realpath(file);
  const name = createHash('sha256').update(place).digest('hex').slice(0, 32);
  const config = configFolder();
  return config && join(config, folder, name);
}

function untrusted(
  { file }: Line,
  covered: readonly Covered[],
  kept: readonly string[] | undefined,
): OtpforgeError {
  const rows = coveredRows(covered);
  const changed = covered.filter((_, index) => !kept?.includes(rows[index] ?? '')).map(({ name }) => name);
  const names = (changed.length > 0 ? changed : ['something was taken out']).map(printable);
  return new OtpforgeError('LINE_UNTRUSTED', {
    message: kept
      ? `${file}: what it runs has changed since it was trusted: ${names.join(', ')}`
      : `${file}: it ${whatItDoes(covered)}, which nobody has trusted on this machine: ${names.join(', ')}`,
    remedy: `Look at these entries and files. If they are right, run otpforge line trust ${file}.`,
    details: { file, changed },
  });
}

function whatItDoes(covered: readonly Covered[]): string {
  const connects = covered.some(({ name }) => /^(?:outputs|label)\b/.test(name));
  return connects ? 'runs programs or connects to machines' : 'runs programs of its own';
}

function noFolder(): OtpforgeError {
  return new OtpforgeError('USAGE', {
    message: 'there is no folder to keep the trust in: this user has no home folder',
    remedy: 'Set OTPFORGE_CONFIG_DIR to an absolute path.',
  });
}
