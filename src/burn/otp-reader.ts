import type { OtpBank } from '../bank/index.js';
import { overlaps } from '../range/index.js';
import type { OtpContents } from './otp-contents.js';
import type { ReadOtp } from './unit-judge.js';

/** Reads out of a bank that was read: nothing outside of it, and nothing of a damaged unit. */
export function otpReader({ otp }: OtpBank, { bytes, ecc }: Pick<OtpContents, 'bytes' | 'ecc'>): ReadOtp {
  const damaged = [...ecc].flatMap(([address, state]) =>
    state === 'damaged' ? [{ address, length: otp.writeUnit }] : [],
  );
  return (address, length) => {
    const start = address - otp.base;
    if (start < 0 || start + length > otp.size) return undefined;
    if (damaged.some((unit) => overlaps(unit, { address, length }))) return undefined;
    return bytes.slice(start, start + length);
  };
}
