import { extname } from 'node:path';
import { isElf } from '../elf/index.js';
import { OtpforgeError } from '../errors/index.js';
import { readBytes } from '../files/read.js';
import { readBinary } from './binary.js';
import { containerOf, hasElfHeader } from './containers.js';
import { readElfImage } from './elf.js';
import { readIntelHex } from './intel-hex-reader.js';
import type { SparseImage } from './sparse-image.js';
import { textFormatOf } from './text-formats.js';

export interface ImageFile {
  readonly path: string;
  /** Where a raw binary belongs; required for one, refused for a file that has addresses of its own. */
  readonly address?: number;
  /** Take the bytes as they are, even those of a file that is plainly something else. */
  readonly raw?: boolean;
}

/**
 * Reads an image file. `.hex`, `.ihx` and `.ihex` are Intel HEX, `.elf` and `.axf` are ELF, `.bin` is raw; any other name
 * is judged by content. What is plainly something else than a raw binary is not taken for one, unless `raw` insists.
 * Errors: FILE_*, IHEX_*, ELF_*, IMAGE_FORMAT, IMAGE_ADDRESS, IMAGE_ADDRESS_MISSING, IMAGE_ADDRESS_UNUSED.
 */
export async function readImageFile(path: string, where: Omit<ImageFile, 'path'> = {}): Promise<SparseImage> {
  return imageOf(await readBytes(path), path, where);
}

/** The image in the bytes of a file. Errors: those of readImageFile, apart from FILE_*. */
export function imageOf(bytes: Uint8Array, path: string, where: Omit<ImageFile, 'path'>): SparseImage {
  const { address } = where;
  const format = imageFormat(bytes, path, where);
  if (format === 'binary') return readBinary(bytes, path, address ?? addressMissing(path));
  if (address !== undefined) throw addressUnusedError(path, format);
  return format === 'elf' ? readElfImage(bytes, path) : readIntelHex(bytes, path);
}

type Format = 'binary' | 'elf' | 'ihex';

/** What a file is read as. Errors: IMAGE_FORMAT. */
export function imageFormat(
  bytes: Uint8Array,
  path: string,
  { address, raw = false }: Omit<ImageFile, 'path'>,
): Format {
  return raw ? 'binary' : formatOf(path, bytes, address !== undefined);
}

function formatOf(path: string, bytes: Uint8Array, hasAddress: boolean): Format {
  const container = containerOf(bytes);
  if (container !== undefined) throw notRawError(path, container, 'Unpack it, or export raw bytes');
  const extension = extname(path).toLowerCase();
  if (extension === '.bin') return rawOf(path, bytes);
  if (['.hex', '.ihx', '.ihex'].includes(extension)) return 'ihex';
  if (['.elf', '.axf'].includes(extension)) return 'elf';
  if (hasAddress ? hasElfHeader(bytes) : isElf(bytes)) return 'elf';
  const text = textFormatOf(bytes);
  if (text === 'Intel HEX' || (!hasAddress && /^\s*:/.test(beginningOf(bytes)))) return 'ihex';
  if (text !== undefined) throw notRawError(path, text, toIntelHex(text));
  if (hasAddress) return 'binary';
  throw new OtpforgeError('IMAGE_FORMAT', {
    message: `${path}: neither Intel HEX nor ELF`,
    remedy: `Give an address if it is a raw binary: ${whereText(path)}.`,
    details: { file: path },
  });
}

function beginningOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.subarray(0, 64)).toString('latin1');
}

/** A `.bin` is raw unless it is plainly something that only has the wrong name. */
function rawOf(path: string, bytes: Uint8Array): 'binary' {
  if (hasElfHeader(bytes)) throw notRawError(path, 'an ELF file', 'Name it .elf to have it loaded');
  const text = textFormatOf(bytes);
  if (text === 'Intel HEX') throw notRawError(path, text, 'Name it .hex to have it read');
  if (text !== undefined) throw notRawError(path, text, toIntelHex(text));
  return 'binary';
}

function toIntelHex(text: string): string {
  return text === 'TI-TXT'
    ? 'Convert it to Intel HEX, by srec_cat for example'
    : 'Convert it to Intel HEX, by objcopy -I srec -O ihex for example';
}

function notRawError(path: string, what: string, cure: string): OtpforgeError {
  return new OtpforgeError('IMAGE_FORMAT', {
    message: `${path}: ${what}, not a raw binary`,
    remedy: `${cure}. If its bytes are to be burnt as they are, insist with --raw and an address.`,
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
    remedy: 'Leave the address out. If the bytes of the file are to be burnt as they are, insist with --raw.',
    details: { file: path },
  });
}
