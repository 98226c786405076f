import { InvalidArgumentError } from 'commander';
import { uidPattern } from '../target/index.js';

/** A unique ID of the command line. */
export function parseUid(text: string): string {
  if (uidPattern.test(text)) return text.toUpperCase();
  throw new InvalidArgumentError('expected 24 hexadecimal digits, as otpforge read shows them');
}
