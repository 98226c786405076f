import type { OtpBank } from '../bank/index.js';
import { overlaps } from '../range/index.js';
import { uidBytes } from '../target/index.js';
import type { OtpContents } from './otp-contents.js';
import type { ReadOtp } from './unit-judge.js';

/** Reads out of a bank that was read: nothing outside of it, and nothing of a damaged unit. `uid` is that of the chip. */
export function otpReader(
  { otp }: OtpBank,
  { bytes, ecc }: Pick<OtpContents, 'bytes' | 'ecc'>,
  uid: string | undefined,
): ReadOtp {
  const damaged = [...ecc].flatMap(([address, state]) =>
    state === 'damaged' ? [{ address, length: otp.writeUnit }] : [],
  );
  const read = (address: number, length: number) => {
    const start = address - otp.base;
    if (start < 0 || start + length > otp.size) return undefined;
    if (damaged.some((unit) => overlaps(unit, { address, length }))) return undefined;
    return bytes.slice(start, start + length);
  };
  return Object.assign(read, { uid: uid === undefined ? undefined : uidBytes(uid) });
}
