import { SparseImage } from './sparse-image.js';
import { readableText } from './text-formats.js';
import type { ImageWarning } from './warning.js';

/** A raw binary at an address. Errors: IMAGE_ADDRESS (does not fit in 32-bit addresses). */
export function readBinary(bytes: Uint8Array, file: string, address: number): SparseImage {
  const chunk = { address, bytes, origin: { source: { file, kind: 'binary' as const } } };
  return SparseImage.fromChunks([chunk]).withWarnings(lineEnd(bytes, file));
}

/** A serial number that an editor or echo has written ends with a line feed, which would be burnt with it. */
function lineEnd(bytes: Uint8Array, file: string): readonly ImageWarning[] {
  const last = bytes.at(-1);
  if (last !== 0x0a && last !== 0x0d) return [];
  if (!readableText(bytes)?.trim()) return [];
  const end = last === 0x0d ? '0D' : bytes.at(-2) === 0x0d ? '0D 0A' : '0A';
  return [
    {
      code: 'RAW_LINE_END',
      message: `${file} is text and ends with a line end (${end}), which is burnt like its other bytes: write the file without one if it is not part of the value`,
    },
  ];
}
