import { extname } from 'node:path';
import type { Bank } from '../bank/index.js';
import { OtpforgeError } from '../errors/index.js';
import { readImageFile } from '../image/index.js';
import type { ReadBytes } from '../layout/index.js';
import { hex32 } from '../text/hex.js';
import { count } from '../text/plural.js';

/**
 * What `read` wrote of a bank: a .bin of the whole bank, or Intel HEX without the units that are damaged, of which an
 * ECC bank may have some.
 * Errors: those of readImageFile; DUMP_SIZE (the file is not of this bank).
 */
export async function readChipDump(path: string, { name, otp }: Bank): Promise<ReadBytes> {
  // Whatever a chip holds, it is not a file of another format.
  const raw = extname(path).toLowerCase() === '.bin';
  const image = await readImageFile(path, raw ? { address: otp.base, raw } : {});
  const inside = image.clip(otp.base, otp.base + otp.size);
  // A part of a bank, such as a unit's image, would pass for one of which the rest is damaged.
  const least = raw || otp.ecc === null ? otp.size : otp.size / 2;
  if (inside.byteCount === image.byteCount && inside.byteCount >= least) {
    return (address, length) => inside.read(address, length);
  }
  throw new OtpforgeError('DUMP_SIZE', {
    message: `${path}: not a dump of bank ${name}, ${count(otp.size, 'byte')} from ${hex32(otp.base)}`,
    remedy: 'Make one by otpforge read -o otp.hex.',
    details: { file: path, base: otp.base, size: otp.size },
  });
}
