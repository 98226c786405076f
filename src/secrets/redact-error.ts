import { type JsonValue, OtpforgeError } from '../errors/index.js';
import { hex32 } from '../text/hex.js';
import type { Secrets } from './secrets.js';

/** Keys of error details that hold bytes of memory, or a hash or a text of them. */
const byteKeys = ['old', 'new', 'wanted', 'read', 'values', 'answer', 'planned', 'found'];

/**
 * An error as it may be shown. Where its bytes may be secret its text is told anew, without them and without
 * its cause; any other error is what it was.
 */
export function redactError(error: unknown, secrets: Secrets): unknown {
  if (!(error instanceof OtpforgeError) || !mayTell(error, secrets)) return error;
  const { code, remedy, details } = error;
  const { address, step } = details;
  const where = typeof address === 'number' ? ` at ${hex32(address)}` : '';
  const during = typeof step === 'string' ? ` at or after ${step}` : '';
  return new OtpforgeError(code, {
    message: `${code}${during}${where}: the bytes may be secret and are not shown`,
    ...(remedy !== undefined && { remedy }),
    details: Object.fromEntries(Object.entries(details).filter(([key]) => !byteKeys.includes(key))),
  });
}

function mayTell({ code, details }: OtpforgeError, secrets: Secrets): boolean {
  if (code === 'PLAN_NOT_CONFIRMED' || !byteKeys.some((key) => tells(details[key]))) return false;
  const { address, length = 1 } = details;
  if (typeof address !== 'number' || typeof length !== 'number') return true;
  return secrets.hides(address, length) || secrets.mayHoldCopy(address);
}

function tells(value: JsonValue | undefined): boolean {
  return Array.isArray(value) ? value.some(tells) : value !== undefined && value !== null;
}
