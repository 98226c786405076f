import type { OtpBank } from '../../src/bank/index.js';
import type { SparseImage } from '../../src/image/index.js';
import type { ReadBytes } from '../../src/layout/index.js';

/** A bank's memory that a test may spoil. */
export interface Memory {
  /** The whole bank, from its base. */
  readonly bytes: Uint8Array;
  readonly read: ReadBytes;
  /** Programs all of an image, as a burn that nothing disturbs. */
  write(image: SparseImage): void;
  /** Makes a write unit unreadable. */
  damage(unit: number): void;
}

export function memoryOf({ otp }: OtpBank): Memory {
  const { base, size, writeUnit, erasedValue } = otp;
  const bytes = new Uint8Array(size).fill(erasedValue);
  const damaged = new Set<number>();
  return {
    bytes,
    read: (address, length) => {
      if (address < base || address + length > base + size) return undefined;
      const hit = [...damaged].some((unit) => unit < address + length && address < unit + writeUnit);
      return hit ? undefined : bytes.slice(address - base, address - base + length);
    },
    write: (image) => {
      for (const segment of image.segments) bytes.set(segment.bytes, segment.address - base);
    },
    damage: (unit) => {
      damaged.add(unit);
    },
  };
}
