import { type ExitCode, OtpforgeError } from '../errors/index.js';
import { note, noteLines, printJson, showLines } from './output.js';

/** Prints an error as text on stderr, or as JSON on stdout; returns the exit code. */
export function printError(error: unknown, json: boolean): ExitCode {
  const known = error instanceof OtpforgeError ? error : internalError(error);
  if (json) {
    const { code, message, remedy, details, exitCode } = known;
    const body = { code, message, ...(remedy !== undefined && { remedy }), details, exitCode };
    printJson({ format: 'otpforge.error/1', error: body }, 2);
  } else {
    noteLines(`otpforge: ${known.message}`, 'fail');
    if (known.remedy) noteLines(`  ${known.remedy}`);
    note(`  [${known.code}]`);
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
