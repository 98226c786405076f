import { type Bank, isSector } from '../bank/index.js';
import { OtpforgeError } from '../errors/index.js';
import { hex32 } from '../text/hex.js';

/**
 * Refuses to export a reserved sector: another host takes it for main flash and erases all of it before it writes a
 * part. Errors: EXPORT_REFUSED.
 */
export function refuseSector(bank: Bank): void {
  if (!isSector(bank)) return;
  throw new OtpforgeError('EXPORT_REFUSED', {
    message: `${bank.name}: ${hex32(bank.otp.base)} is a reserved sector of the main flash. Other hosts erase it before they write, and the identity in it would be lost`,
    remedy: 'Burn it with otpforge program.',
    details: { bank: bank.name },
  });
}
