import { type ExitCode, OtpforgeError } from '../errors/index.js';
import { note, noteLines, printJson, showLines } from './output.js';
import { errorVerdict } from './verdict-text.js';

/** Prints an error as text on stderr, with what to do with the unit where one was to be programmed, or as JSON on stdout; returns the exit code. */
export function printError(error: unknown, json: boolean, verdict = false): ExitCode {
  const known = error instanceof OtpforgeError ? error : internalError(error);
  if (json) {
    const { code, message, remedy, details, exitCode } = known;
    const body = { code, message, ...(remedy !== undefined && { remedy }), details, exitCode };
    printJson({ format: 'otpforge.error/1', error: body }, 2);
  } else {
    noteLines(`otpforge: ${known.message}`, 'fail');
    if (known.remedy) noteLines(`  ${known.remedy}`);
    note(`  [${known.code}]`);
    // Of our own words alone.
    if (verdict) showLines(errorVerdict(known));
  }
  return known.exitCode;
}

function internalError(error: unknown): OtpforgeError {
  if (process.env.OTPFORGE_DEBUG && error instanceof Error) showLines(String(error.stack));
  return new OtpforgeError('INTERNAL', {
    message: `internal error: ${error instanceof Error ? error.message : String(error)}`,
    remedy: 'Please report it with the command line; OTPFORGE_DEBUG=1 prints where it happened.',
    cause: error,
  });
}
