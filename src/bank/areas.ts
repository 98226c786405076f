import { type AddressRange, rangeOf } from '../range/index.js';
import type { Bank } from './bank.js';
import type { Device } from './device.js';

/** A device's main flash. */
export function flashRange({ bank, flashKb }: Device): AddressRange {
  return { address: bank.flash.base, length: flashKb * 1024 };
}

/** Whether a bank's write-once area is a sector of the main flash, which an erase takes back. */
export function isSector({ sector }: Pick<Bank, 'sector'>): boolean {
  return sector !== undefined;
}

/** How texts call a bank's write-once area. */
export function areaName(bank: Pick<Bank, 'sector'>): 'OTP' | 'reserved sector' {
  return isSector(bank) ? 'reserved sector' : 'OTP';
}

/** A bank's write-once area, lock bytes included. */
export function otpRange({ otp }: Bank): AddressRange {
  return rangeOf(otp);
}
