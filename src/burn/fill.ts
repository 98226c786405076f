import type { Bank } from '../bank/index.js';
import { type Chunk, SparseImage } from '../image/index.js';

/**
 * The missing bytes of every data write unit that an image holds in part, as an image of their own with
 * source kind `fill`. A unit whose present bytes are all blank stays as it is: nothing of it will be programmed.
 */
export function fillPartialUnits(image: SparseImage, bank: Bank, byte: number, name: string): SparseImage {
  const { base, data, writeUnit, erasedValue } = bank.otp;
  const start = base + data.offset;
  const chunks: Chunk[] = [];
  const seen = new Set<number>();
  for (const segment of image.clip(start, start + data.size).segments) {
    const first = segment.address - ((segment.address - base) % writeUnit);
    for (let unit = first; unit < segment.address + segment.bytes.length; unit += writeUnit) {
      if (seen.has(unit)) continue;
      seen.add(unit);
      const bytes = Array.from({ length: writeUnit }, (_, index) => image.byteAt(unit + index));
      if (bytes.every((value) => value === undefined || value === erasedValue)) continue;
      for (const [index, value] of bytes.entries()) {
        if (value !== undefined) continue;
        const source = { file: name, kind: 'fill' as const };
        chunks.push({ address: unit + index, bytes: Uint8Array.of(byte), origin: { source } });
      }
    }
  }
  return SparseImage.fromChunks(chunks);
}
