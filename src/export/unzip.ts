import type { ExportedFile } from './exported-file.js';
import { zip } from './zip.js';

/**
 * The files of an archive that `zip` made, or undefined for any other bytes: one that another tool made, or that was
 * changed, cut or added to.
 */
export function unzipOwn(bytes: Uint8Array): readonly ExportedFile[] | undefined {
  const files = storedFiles(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
  // What is made of them again is the proof: no field of a stranger's archive needs a look of its own.
  return Buffer.compare(zip(files), bytes) === 0 ? files : undefined;
}

/** What the local headers lead to (APPNOTE 4.3.7), as far as there are any. */
function storedFiles(bytes: Buffer): readonly ExportedFile[] {
  const files: ExportedFile[] = [];
  let at = 0;
  while (at + localHeaderSize <= bytes.length && bytes.readUInt32LE(at) === localHeader) {
    const content = at + localHeaderSize + bytes.readUInt16LE(at + 26);
    const end = content + bytes.readUInt32LE(at + 18);
    const name = bytes.toString('utf8', at + localHeaderSize, content);
    files.push({ name, content: bytes.subarray(content, end) });
    at = end;
  }
  return files;
}

const localHeader = 0x04034b50;
const localHeaderSize = 30;
