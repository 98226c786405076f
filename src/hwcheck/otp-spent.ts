import type { Bank, Device } from '../bank/index.js';
import { readOtpContents } from '../burn/otp-contents.js';
import type { Probe } from '../probe/index.js';

/** The whole bank, lock bytes included. */
export async function readOtp(probe: Probe, device: Device): Promise<Uint8Array> {
  return (await readOtpContents(probe, device)).bytes;
}

/** Bytes of the write units that are no longer what they were. */
export function otpSpent({ otp }: Bank, before: Uint8Array, after: Uint8Array): number {
  let spent = 0;
  for (let at = 0; at < before.length; at += otp.writeUnit) {
    const unit = (bytes: Uint8Array) => Buffer.from(bytes.subarray(at, at + otp.writeUnit));
    if (!unit(before).equals(unit(after))) spent += otp.writeUnit;
  }
  return spent;
}
