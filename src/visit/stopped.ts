import { OtpforgeError } from '../errors/index.js';

/** Somebody asked to stop behind the read-back. */
export function stopped(next: string): OtpforgeError {
  return new OtpforgeError('BURN_STOPPED', {
    message: `stopped as asked: the unit is burnt and reads back; not done is ${next}`,
    remedy: 'Present the board again: it gets the same values, and what was not done is done.',
    details: { next },
  });
}
