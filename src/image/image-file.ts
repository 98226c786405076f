import { extname } from 'node:path';
import { isElf } from '../elf/index.js';
import { OtpforgeError } from '../errors/index.js';
import { readBytes } from '../files/read.js';
import { readBinary } from './binary.js';
import { readElfImage } from './elf.js';
import { readIntelHex } from './intel-hex-reader.js';
import type { SparseImage } from './sparse-image.js';

export interface ImageFile {
  readonly path: string;
  /** Where a raw binary belongs; required for one, refused for a file that has addresses of its own. */
  readonly address?: number;
}

/**
 * Reads an image file. `.bin` is raw, `.hex`, `.ihx` and `.ihex` are Intel HEX; any other name is judged by content:
 * ELF by its magic, Intel HEX by a leading colon, else raw if there is an address.
 * Errors: FILE_*, IHEX_*, ELF_*, IMAGE_FORMAT, IMAGE_ADDRESS, IMAGE_ADDRESS_MISSING, IMAGE_ADDRESS_UNUSED.
 */
export async function readImageFile(
  path: string,
  { address }: Omit<ImageFile, 'path'> = {},
): Promise<SparseImage> {
  const bytes = await readBytes(path);
  const format = formatOf(path, bytes, address !== undefined);
  if (format === 'binary') return readBinary(bytes, path, address ?? addressMissing(path));
  if (address !== undefined) throw addressUnusedError(path, format);
  return format === 'elf' ? readElfImage(bytes, path) : readIntelHex(bytes, path);
}

type Format = 'binary' | 'elf' | 'ihex';

function formatOf(path: string, bytes: Uint8Array, hasAddress: boolean): Format {
  const extension = extname(path).toLowerCase();
  if (extension === '.bin') return 'binary';
  if (['.hex', '.ihx', '.ihex'].includes(extension)) return 'ihex';
  if (isElf(bytes)) return 'elf';
  if (['.elf', '.axf'].includes(extension)) return 'elf';
  const beginning = Buffer.from(bytes.subarray(0, 64)).toString('latin1');
  if (/^\s*:/.test(beginning)) return 'ihex';
  // With an address their text would be burnt.
  if (/^\s*S[0-9][0-9A-F]{6}/i.test(beginning)) throw sRecordsError(path);
  if (hasAddress) return 'binary';
  throw new OtpforgeError('IMAGE_FORMAT', {
    message: `${path}: neither Intel HEX nor ELF`,
    remedy: `Give an address if it is a raw binary: ${whereText(path)}.`,
    details: { file: path },
  });
}

function sRecordsError(path: string): OtpforgeError {
  return new OtpforgeError('IMAGE_FORMAT', {
    message: `${path}: Motorola S-records, which otpforge does not read`,
    remedy:
      'Convert the file to Intel HEX, by objcopy -I srec -O ihex for example; or rename a raw binary to .bin.',
    details: { file: path },
  });
}

function addressMissing(path: string): never {
  throw new OtpforgeError('IMAGE_ADDRESS_MISSING', {
    message: `${path}: a raw binary has no address of its own`,
    remedy: `Say where it belongs: ${whereText(path)}.`,
    details: { file: path },
  });
}

/** Commands that take several images take each with its own address. */
function whereText(path: string): string {
  return `${path}@0x08000000 for merge and inspect, --address 0x08000000 for any other command`;
}

function addressUnusedError(path: string, format: Format): OtpforgeError {
  return new OtpforgeError('IMAGE_ADDRESS_UNUSED', {
    message: `${path}: ${format === 'elf' ? 'an ELF' : 'Intel HEX'} has addresses of its own`,
    remedy: 'Leave the address out, or rename a raw binary to .bin.',
    details: { file: path },
  });
}
