import { OtpforgeError } from '../../errors/index.js';
import { hex32 } from '../../text/hex.js';

/** The chip or the server refused an access to memory. */
export function memoryFault(address: number, write: boolean, why: string): OtpforgeError {
  return new OtpforgeError('TARGET_FAULT', {
    message: `a ${write ? 'write' : 'read'} at ${hex32(address)} failed: ${why}`,
    remedy: 'Check the device name and the read protection level.',
    details: { address, write },
  });
}
