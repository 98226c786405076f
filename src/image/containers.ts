import { crc32 } from 'node:zlib';

/**
 * What a file plainly is, by a whole header and never by a few bytes that a raw binary may begin with by chance; undefined
 * for anything else.
 */
export function containerOf(bytes: Uint8Array): string | undefined {
  return containers.find(({ matches }) => matches(bytes))?.name;
}

/** Whether bytes begin with a whole ELF header: magic, class, byte order and, twice, the version. */
export function hasElfHeader(bytes: Uint8Array): boolean {
  return (
    bytes.length >= 52 &&
    startsWith(bytes, [0x7f, 0x45, 0x4c, 0x46]) &&
    isOneOf(bytes[4], [1, 2]) &&
    isOneOf(bytes[5], [1, 2]) &&
    bytes[6] === 1 &&
    viewOf(bytes).getUint32(20, bytes[5] === 1) === 1
  );
}

interface Container {
  readonly name: string;
  readonly matches: (bytes: Uint8Array) => boolean;
}

const containers: readonly Container[] = [
  { name: 'a gzip file', matches: isGzip },
  { name: 'a zip archive', matches: isZip },
  { name: 'a DfuSe container', matches: isDfuSe },
  { name: 'a DFU file, which has a suffix behind its bytes', matches: hasDfuSuffix },
  { name: 'a UF2 file', matches: isUf2 },
  { name: 'an xz file', matches: (bytes) => startsWith(bytes, [0xfd, ...ascii('7zXZ'), 0, 0]) },
  { name: 'a bzip2 file', matches: isBzip2 },
  {
    name: 'a 7z archive',
    matches: (bytes) => startsWith(bytes, [...ascii('7z'), 0xbc, 0xaf, 0x27, 0x1c, 0]),
  },
  { name: 'a zstd file', matches: isZstd },
  { name: 'a tar archive', matches: isTar },
  { name: 'an ar archive or static library', matches: (bytes) => startsWith(bytes, ascii('!<arch>\n')) },
  { name: 'a Windows program', matches: isPortableExecutable },
  { name: 'a PNG picture', matches: (bytes) => startsWith(bytes, [0x89, ...ascii('PNG\r\n'), 0x1a, 0x0a]) },
  { name: 'a PDF document', matches: (bytes) => startsWith(bytes, ascii('%PDF-1.')) },
  { name: 'text in UTF-16', matches: isUtf16 },
];

// RFC 1952 §2.3: method 8, reserved flags zero, XFL 0, 2 or 4, and an OS that has a number.
function isGzip(bytes: Uint8Array): boolean {
  return (
    bytes.length >= 18 &&
    startsWith(bytes, [0x1f, 0x8b, 8]) &&
    ((bytes[3] ?? 0) & 0xe0) === 0 &&
    isOneOf(bytes[8], [0, 2, 4]) &&
    ((bytes[9] ?? 0) <= 13 || bytes[9] === 255)
  );
}

// APPNOTE.TXT §4.3.7 (a local file header, its name inside the file) and §4.3.16 (an archive without files).
function isZip(bytes: Uint8Array): boolean {
  if (startsWith(bytes, [...ascii('PK'), 5, 6])) {
    return bytes.length >= 22 && bytes.subarray(4, 20).every((byte) => byte === 0);
  }
  if (bytes.length < 30 || !startsWith(bytes, [...ascii('PK'), 3, 4])) return false;
  const view = viewOf(bytes);
  const [version, method, name] = [4, 8, 26].map((at) => view.getUint16(at, true));
  const isKnown = isOneOf(method, [0, 1, 6, 8, 9, 12, 14, 93, 95, 98, 99]);
  return isKnown && ((version ?? 0) & 0xff) <= 63 && (name ?? 0) > 0 && 30 + (name ?? 0) <= bytes.length;
}

// UM0391 §2.1: signature, version 1, the size of the whole image, and at least one target.
function isDfuSe(bytes: Uint8Array): boolean {
  return bytes.length >= 11 && startsWith(bytes, [...ascii('DfuSe'), 1]) && (bytes[10] ?? 0) > 0;
}

// USB DFU 1.1 appendix B: "UFD", the length 16, and a CRC over everything before it.
function hasDfuSuffix(bytes: Uint8Array): boolean {
  if (bytes.length < 16) return false;
  const suffix = bytes.subarray(-16);
  if (!startsWith(suffix.subarray(8), [...ascii('UFD'), 16])) return false;
  return viewOf(suffix).getUint32(12, true) === ~crc32(bytes.subarray(0, -4)) >>> 0;
}

// https://github.com/microsoft/uf2: both magic numbers at the start of a block.
function isUf2(bytes: Uint8Array): boolean {
  return startsWith(bytes, [...ascii('UF2\n'), 0x57, 0x51, 0x5d, 0x9e]);
}

function isBzip2(bytes: Uint8Array): boolean {
  const isLevel = (bytes[3] ?? 0) >= 0x31 && (bytes[3] ?? 0) <= 0x39;
  const block = bytes.subarray(4);
  return (
    startsWith(bytes, ascii('BZh')) &&
    isLevel &&
    (startsWith(block, [0x31, 0x41, 0x59, 0x26, 0x53, 0x59]) ||
      startsWith(block, [0x17, 0x72, 0x45, 0x38, 0x50, 0x90]))
  );
}

// RFC 8878 §3.1.1: the reserved bit of the frame header is zero.
function isZstd(bytes: Uint8Array): boolean {
  return bytes.length > 8 && startsWith(bytes, [0x28, 0xb5, 0x2f, 0xfd]) && ((bytes[4] ?? 8) & 8) === 0;
}

// POSIX ustar: the sum of the header, its own field as blanks, in octal at 148.
function isTar(bytes: Uint8Array): boolean {
  if (bytes.length < 512 || !startsWith(bytes.subarray(257), ascii('ustar'))) return false;
  const header = Uint8Array.from(bytes.subarray(0, 512)).fill(0x20, 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  return Number.parseInt(Buffer.from(bytes.subarray(148, 156)).toString('latin1'), 8) === sum;
}

// A byte order mark and characters of ASCII, as Windows' editors save text: hex files among it.
function isUtf16(bytes: Uint8Array): boolean {
  const big = startsWith(bytes, [0xfe, 0xff]);
  if (bytes.length < 10 || bytes.length % 2 === 1 || !(big || startsWith(bytes, [0xff, 0xfe]))) return false;
  const text = new TextDecoder(big ? 'utf-16be' : 'utf-16le').decode(bytes.subarray(0, 64));
  return /^[\t\r\n -~]+$/.test(text);
}

function isPortableExecutable(bytes: Uint8Array): boolean {
  if (bytes.length < 64 || !startsWith(bytes, ascii('MZ'))) return false;
  return startsWith(bytes.subarray(viewOf(bytes).getUint32(60, true)), [...ascii('PE'), 0, 0]);
}

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, index) => bytes[index] === byte);
}

function isOneOf(value: number | undefined, values: readonly number[]): boolean {
  return value !== undefined && values.includes(value);
}

function ascii(text: string): readonly number[] {
  return [...Buffer.from(text, 'latin1')];
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
