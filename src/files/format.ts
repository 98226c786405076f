import { OtpforgeError } from '../errors/index.js';

/** What a file is to be. */
export interface FormatSource {
  readonly file: string;
  /** The `format:` value without its major, for example `otpforge.bank`. */
  readonly format: string;
  /** The newest major that this version reads. */
  readonly major: number;
}

/** Checks the `format: otpforge.<name>/<major>` that begins each of our files. Returns the major. */
export function checkFormat(raw: unknown, source: FormatSource): number {
  const current = `${source.format}/${source.major}`;
  const found = typeof raw === 'object' && raw !== null && 'format' in raw ? raw.format : undefined;
  const match = typeof found === 'string' ? /^(.+)\/(\d+)$/.exec(found) : null;
  if (!match || match[1] !== source.format) {
    throw new OtpforgeError('FORMAT_UNKNOWN', {
      message: `${source.file}:1: format is ${found === undefined ? 'missing' : JSON.stringify(found)}, expected "${current}"`,
      remedy: `Begin the file with "format: ${current}".`,
      details: { file: source.file, line: 1, expected: current },
    });
  }
  const major = Number(match[2]);
  if (major < 1) {
    throw new OtpforgeError('FORMAT_UNKNOWN', {
      message: `${source.file}:1: there is no format ${found}`,
      remedy: `Begin the file with "format: ${current}".`,
      details: { file: source.file, line: 1, expected: current },
    });
  }
  if (major > source.major) {
    throw new OtpforgeError('FORMAT_TOO_NEW', {
      message: `${source.file}:1: format ${found} is newer than ${current}, the newest that this version reads`,
      remedy: 'Update otpforge.',
      details: { file: source.file, line: 1, expected: current },
    });
  }
  return major;
}
