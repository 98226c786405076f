import { type ExitCode, OtpforgeError } from '../errors/index.js';

/** Prints an error for people on stderr, or as JSON on stdout; returns the exit code. */
export function printError(error: unknown, json: boolean): ExitCode {
  const known = error instanceof OtpforgeError ? error : internalError(error);
  if (json) {
    const { code, message, remedy, details, exitCode } = known;
    const body = { code, message, ...(remedy !== undefined && { remedy }), details, exitCode };
    process.stdout.write(`${JSON.stringify({ format: 'otpforge.error/1', error: body }, undefined, 2)}\n`);
  } else {
    process.stderr.write(`otpforge: ${known.message}\n`);
    if (known.remedy) process.stderr.write(`  ${known.remedy}\n`);
    process.stderr.write(`  [${known.code}]\n`);
  }
  return known.exitCode;
}

function internalError(error: unknown): OtpforgeError {
  if (process.env.OTPFORGE_DEBUG && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  return new OtpforgeError('INTERNAL', {
    message: `internal error: ${error instanceof Error ? error.message : String(error)}`,
    remedy: 'Please report it with the command line; OTPFORGE_DEBUG=1 prints where it happened.',
    cause: error,
  });
}
