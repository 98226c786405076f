import { type Device, type FlashLayout, isSector, otpRange } from '../../bank/index.js';
import { containsAddress } from '../../range/index.js';

/** Which bank of the main flash an offset is in. */
export function bankAt({ sectors, dualBank, perBank }: FlashLayout, offset: number): 0 | 1 {
  return dualBank && offset >= (sectors[perBank]?.offset ?? 0) ? 1 : 0;
}

/** Whether an address of the main flash is in the bank's reserved sector. */
export function inReservedSector({ bank }: Device, address: number): boolean {
  return isSector(bank) && containsAddress(otpRange(bank), address);
}
