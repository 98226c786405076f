import { SparseImage } from '../../src/image/index.js';

/** An image from address–bytes pairs, all of one source. */
export function imageOf(
  ...parts: readonly (readonly [address: number, bytes: Iterable<number>])[]
): SparseImage {
  const origin = { source: { file: 'test.hex', kind: 'ihex' as const }, line: 1 };
  return SparseImage.fromChunks(
    parts.map(([address, bytes]) => ({ address, bytes: Uint8Array.from(bytes), origin })),
  );
}

/** A blank bank with some bytes set. */
export function contents(
  size: number,
  ...parts: readonly (readonly [offset: number, bytes: readonly number[]])[]
) {
  const bytes = new Uint8Array(size).fill(0xff);
  for (const [offset, values] of parts) bytes.set(values, offset);
  return bytes;
}
