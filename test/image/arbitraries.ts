import { type Chunk, SparseImage } from '../../src/image/index.js';
import { fc } from '../support/property.js';

/** Regions where addresses are interesting: zero, the edges of 64 KiB, flash, OTP, the sign bit. */
const REGIONS = [0, 0xff_c0, 0x0800_0000, 0x0800_ffc0, 0x1fff_7800, 0x7fff_ffc0, 0x8000_ffe0, 0xffff_fe00];

export interface Stretch {
  readonly address: number;
  readonly length: number;
}

/** Stretches that often touch or overlap. */
export const stretches = fc.array(
  fc.record({
    address: fc.tuple(fc.constantFrom(...REGIONS), fc.nat(150)).map(([region, offset]) => region + offset),
    length: fc.integer({ min: 1, max: 60 }),
  }),
  { maxLength: 12 },
);

/** The one byte that each address has in a universe, so that images of one universe never conflict. */
export function universeByte(address: number): number {
  return (Math.imul(address ^ (address >>> 9), 0x9e3779b1) >>> 24) & 0xff;
}

export function chunkOf({ address, length }: Stretch, file = 'a.bin'): Chunk {
  const bytes = Uint8Array.from({ length }, (_, index) => universeByte(address + index));
  return { address, bytes, origin: { source: { file, kind: 'binary' } } };
}

/** Images of one universe, with the set of the addresses that each must hold. */
export const universeImages = stretches.map((parts) => ({
  image: SparseImage.fromChunks(parts.map((part) => chunkOf(part))),
  addresses: addressesOf(parts),
}));

export function addressesOf(parts: readonly Stretch[]): Set<number> {
  return new Set(
    parts.flatMap(({ address, length }) => Array.from({ length }, (_, index) => address + index)),
  );
}
