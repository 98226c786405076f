import { ExitCode, OtpforgeError } from '../errors/index.js';
import { printError } from './print-error.js';

/**
 * Keeps a command that never comes to its end from ending with 0: the process ends by itself where nothing is left that
 * could wake it. Returns what ends the watch.
 */
export function watchEarlyEnd(json: boolean, command?: string): () => void {
  process.exitCode = ExitCode.Internal;
  const report = () => {
    process.exitCode = printError(endedEarly(), json, command);
  };
  process.once('beforeExit', report);
  return () => {
    process.off('beforeExit', report);
  };
}

function endedEarly(): OtpforgeError {
  return new OtpforgeError('INTERNAL', {
    message: 'internal error: the process ended before the command had done its work',
    remedy: 'Please report it with the command line. What the command was to do may be done in part.',
  });
}
