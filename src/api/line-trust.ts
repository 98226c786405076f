import { OtpforgeError } from '../errors/index.js';
import {
  type Covered,
  checkTrust,
  coveredBy,
  type Line,
  loadLine,
  trustHash,
  trustLine,
} from '../line/index.js';
import { callback, checkOptions, need, type Shape, text } from './options/index.js';

export interface LineTrustOptions {
  /** The line.yaml. */
  readonly line: string;
  /** Decides after it was shown what will run. Not asked where nothing has to be trusted. */
  readonly confirm: (shown: LineTrustDocument) => boolean | Promise<boolean>;
}

export interface LineTrustDocument {
  readonly format: 'otpforge.line-trust/1';
  readonly line: string;
  /** `asked` in what `confirm` is shown; `nothing`: the line runs no program of its own. */
  readonly result: 'asked' | 'trusted' | 'already' | 'nothing';
  /** Over all that is covered, in hexadecimal. */
  readonly sha256: string;
  readonly covered: readonly Covered[];
}

const shape: Shape<LineTrustOptions> = { line: need(text), confirm: need(callback()) };

/**
 * Shows what a line runs on this machine, and lets it run for this user from now on, as it was shown.
 * Errors: OPTION_*, FILE_*, YAML_SYNTAX, FORMAT_*, SCHEMA, LINE_INVALID, DECLINED, USAGE for a user without a home folder.
 */
export async function lineTrust(options: LineTrustOptions): Promise<LineTrustDocument> {
  checkOptions('lineTrust', options, shape);
  const line = await loadLine(options.line);
  const covered = await coveredBy(line);
  const shown: LineTrustDocument = {
    format: 'otpforge.line-trust/1',
    line: line.file,
    result: 'asked',
    sha256: trustHash(covered),
    covered,
  };
  if (covered.length === 0) return { ...shown, result: 'nothing' };
  if (await isTrusted(line)) return { ...shown, result: 'already' };
  if (!(await options.confirm(shown)))
    throw new OtpforgeError('DECLINED', { message: `declined: ${line.file} is not trusted` });
  // As it was shown: a file that has changed since is refused by the next command.
  await trustLine(line, covered);
  return { ...shown, result: 'trusted' };
}

/** Errors: FILE_*. */
export async function isTrusted(line: Line): Promise<boolean> {
  try {
    await checkTrust(line);
    return true;
  } catch (cause) {
    if (cause instanceof OtpforgeError && cause.code === 'LINE_UNTRUSTED') return false;
    throw cause;
  }
}
