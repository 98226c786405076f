import { type AddressRange, rangeOf } from '../range/index.js';
import type { Bank } from './bank.js';
import type { Device } from './device.js';

/** A device's main flash. */
export function flashRange({ bank, flashKb }: Device): AddressRange {
  return { address: bank.flash.base, length: flashKb * 1024 };
}

/** A bank's OTP area, lock bytes included. */
export function otpRange({ otp }: Bank): AddressRange {
  return rangeOf(otp);
}
