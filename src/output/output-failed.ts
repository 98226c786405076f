import { OtpforgeError } from '../errors/index.js';
import { printable } from '../text/printable.js';

export function outputFailed(name: string, why: string, cause?: unknown): OtpforgeError {
  return new OtpforgeError('OUTPUT_FAILED', {
    message: `output ${printable(name)}: ${printable(why)}`,
    remedy: 'Nothing is lost: everything is sent once it is taken again.',
    details: { output: name, why },
    cause,
  });
}
