import { type ErrorMemory, OtpforgeError } from '../errors/index.js';
import type { Secrets } from './secrets.js';

/** An error as it may be shown: without the contents of memory, and its causes, where any of them may be secret. */
export function redactError(error: unknown, secrets: Secrets): unknown {
  if (!(error instanceof OtpforgeError) || !mayTell(error, secrets)) return error;
  return error.withoutMemory();
}

function mayTell(error: unknown, secrets: Secrets): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof OtpforgeError && error.memory && isSecret(error.memory, secrets)) return true;
  return mayTell(error.cause, secrets);
}

function isSecret({ address, length }: ErrorMemory, secrets: Secrets): boolean {
  if (address === undefined) return true;
  return secrets.hides(address, length) || secrets.mayHoldCopy(address, length);
}
