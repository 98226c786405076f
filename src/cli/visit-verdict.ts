import { ExitCode, type OtpforgeError } from '../errors/index.js';
import { errorVerdict, said } from './verdict-text.js';

/** The last line of a visit that ended with an error. */
export function visitVerdict(error: OtpforgeError): string {
  const { facts, exitCode } = error;
  const { effect, run } = facts;
  if (run === 'declined' || (run === 'stopped' && effect === 'none'))
    return said('warning', 'STOPPED', 'nothing was written. Values that the die has stay reserved for it.');
  if (effect === 'none' && exitCode === ExitCode.Refused)
    return said('fail', 'REFUSED', 'nothing was written. Read the reason above.');
  if (effect === 'partial')
    return said('fail', 'INTERRUPTED', 'present the board again: it gets the same values.');
  return errorVerdict(error);
}
