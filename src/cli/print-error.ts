import { type ExitCode, OtpforgeError } from '../errors/index.js';
import { note, noteLines, printJson, showLines } from './output.js';
import { errorVerdict } from './verdict-text.js';
import { visitVerdict } from './visit-verdict.js';

/** Prints an error as text on stderr, with what to do with the unit where the command was given one, or as JSON on stdout; returns the exit code. */
export function printError(error: unknown, json: boolean, command?: string): ExitCode {
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
    const verdict = command === undefined ? undefined : verdicts.get(command);
    if (verdict) showLines(verdict(known));
  }
  return known.exitCode;
}

/** Of the commands that are given one unit. */
const verdicts: ReadonlyMap<string, (error: OtpforgeError) => string> = new Map([
  ['program', errorVerdict],
  ['unit', visitVerdict],
]);

function internalError(error: unknown): OtpforgeError {
  if (process.env.OTPFORGE_DEBUG && error instanceof Error) showLines(String(error.stack));
  return new OtpforgeError('INTERNAL', {
    message: `internal error: ${error instanceof Error ? error.message : String(error)}`,
    remedy: 'Please report it with the command line; OTPFORGE_DEBUG=1 prints where it happened.',
    cause: error,
  });
}
