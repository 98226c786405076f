import type { OtpBank } from '../../bank/index.js';
import { isBlank } from '../blank.js';
import type { Codec } from '../codec/index.js';
import type { NumberNames } from '../codec/number-names.js';
import type { ReadBytes } from '../decode-field.js';
import type { ValueField } from '../layout.js';

/** The two values of the field that says whether a slot counts. */
export interface Flag {
  readonly active: string;
  readonly revoked: string;
  /** A slot that counts leaves the field blank. */
  readonly isBlank: boolean;
}

/**
 * Of two names the one from which the bank lets the field go to the other: bits are cleared one by one, or a blank unit is
 * programmed once. Undefined where neither can become the other.
 */
export function flagOf(bank: OtpBank, codec: Codec, names: NumberNames): Flag | undefined {
  const [one, other, ...more] = Object.keys(names);
  if (one === undefined || other === undefined || more.length > 0) return undefined;
  for (const [active, revoked] of [
    [one, other],
    [other, one],
  ] as const) {
    const [before, after] = [codec.encode(active), codec.encode(revoked)];
    const blank = isBlank(bank, before);
    const becomes =
      bank.otp.rewrite === 'once' ? blank : after.every((byte, at) => (byte & ~(before[at] ?? 0)) === 0);
    if (becomes) return { active, revoked, isBlank: blank };
  }
  return undefined;
}

/** What the flag of a slot reads as; undefined where it cannot be read. */
export function flagIn(
  { address, length, codec, flag }: ValueField,
  read: ReadBytes,
): 'active' | 'revoked' | 'other' | undefined {
  const bytes = read(address, length);
  if (!bytes || !flag) return undefined;
  const is = (name: string) => codec.encode(name).every((byte, at) => byte === bytes[at]);
  if (is(flag.active)) return 'active';
  return is(flag.revoked) ? 'revoked' : 'other';
}
