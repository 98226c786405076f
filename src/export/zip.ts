import { crc32 } from 'node:zlib';
import { bytesOf, type ExportedFile } from './exported-file.js';

/** 1980-01-01 00:00:00, the earliest date that a zip can hold (APPNOTE 4.4.6). */
const dosTime = 0;
const dosDate = 0x0021;
const versionNeeded = 20;
/** General purpose bit 11: names are UTF-8 (APPNOTE 4.4.4). */
const utf8Names = 0x0800;

/**
 * A zip archive (APPNOTE 6.3) of stored files: the same files give the same bytes on every machine and with every
 * version of zlib.
 */
export function zip(files: readonly ExportedFile[]): Uint8Array {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const file of files) {
    const name = Buffer.from(file.name, 'utf8');
    const bytes = bytesOf(file);
    const facts = entryFacts(name, bytes);
    const local = Buffer.concat([word(0x04034b50), facts, name]);
    directory.push(
      Buffer.concat([word(0x02014b50), half(versionNeeded), facts, directoryTail(offset), name]),
    );
    parts.push(local, Buffer.from(bytes));
    offset += local.length + bytes.length;
  }
  const central = Buffer.concat(directory);
  const count = half(files.length);
  const end = [word(0x06054b50), half(0), half(0), count, count, word(central.length), word(offset), half(0)];
  return Buffer.concat([...parts, central, ...end]);
}

// From "version needed" to "extra field length", equal in a local header and in the directory (APPNOTE 4.3.7).
function entryFacts(name: Buffer, bytes: Uint8Array): Buffer {
  const stored = half(0);
  const size = word(bytes.length);
  return Buffer.concat([
    half(versionNeeded),
    half(utf8Names),
    stored,
    half(dosTime),
    half(dosDate),
    word(crc32(bytes)),
    size,
    size,
    half(name.length),
    half(0),
  ]);
}

// Comment length, disk, attributes, and where the local header lies (APPNOTE 4.3.12).
function directoryTail(offset: number): Buffer {
  return Buffer.concat([half(0), half(0), half(0), word(0), word(offset)]);
}

function half(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
}
