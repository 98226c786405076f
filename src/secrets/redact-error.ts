import { type ErrorCode, type JsonValue, OtpforgeError } from '../errors/index.js';
import { hex32 } from '../text/hex.js';
import type { Secrets } from './secrets.js';

/** Keys of error details that hold bytes of memory, or a hash or a text of them. */
const byteKeys = ['old', 'new', 'wanted', 'read', 'values', 'answer', 'planned', 'found'];

/** With them goes what tells of them: the checksum that a record should have. */
const hiddenKeys = [...byteKeys, 'expected'];

/** What stands under such a key in these is no byte: the hash that may be shown, or where execution starts. */
const tellNothing: readonly ErrorCode[] = ['PLAN_NOT_CONFIRMED', 'IMAGE_START_CONFLICT', 'IHEX_START_TWICE'];

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
    message: `${filesText(details)}${code}${during}${where}: the bytes may be secret and are not shown`,
    ...(remedy !== undefined && { remedy }),
    details: Object.fromEntries(Object.entries(details).filter(([key]) => !hiddenKeys.includes(key))),
  });
}

/** The files that an error is about, each with its line, as they begin a message. */
function filesText({ file, line, origins }: OtpforgeError['details']): string {
  const places = Array.isArray(origins) ? origins : [{ file, line }];
  const texts = places.flatMap((place) => {
    if (typeof place !== 'object' || place === null || !('file' in place)) return [];
    if (typeof place.file !== 'string') return [];
    return [typeof place.line === 'number' ? `${place.file}:${place.line}` : place.file];
  });
  return texts.length === 0 ? '' : `${texts.join(', ')}: `;
}

function mayTell({ code, details }: OtpforgeError, secrets: Secrets): boolean {
  if (tellNothing.includes(code) || !byteKeys.some((key) => tells(details[key]))) return false;
  const { address, length = 1 } = details;
  if (typeof address !== 'number' || typeof length !== 'number') return true;
  return secrets.hides(address, length) || secrets.mayHoldCopy(address);
}

function tells(value: JsonValue | undefined): boolean {
  return Array.isArray(value) ? value.some(tells) : value !== undefined && value !== null;
}
