import type { Bank } from '../../src/bank/index.js';
import { fc } from '../support/property.js';
import type { Chunk } from './host.js';

/** What a hex file holds of a bank: whole write units by their offsets. */
export type Wish = ReadonlyMap<number, Uint8Array>;

export function wishOf(
  bank: Bank,
  ...parts: readonly (readonly [offset: number, bytes: ArrayLike<number>])[]
): Wish {
  const { writeUnit } = bank.otp;
  return new Map(
    parts.flatMap(([offset, bytes]) =>
      Array.from({ length: bytes.length / writeUnit }, (_, index) => {
        const at = index * writeUnit;
        return [offset + at, Uint8Array.from(bytes).subarray(at, at + writeUnit)] as const;
      }),
    ),
  );
}

/** The wish as the records of a hex file: what lies together is one chunk. */
export function hexOf({ otp }: Bank, wish: Wish): readonly Chunk[] {
  const chunks: { address: number; bytes: number[] }[] = [];
  for (const [offset, bytes] of [...wish].sort(([a], [b]) => a - b)) {
    const last = chunks.at(-1);
    const address = otp.base + offset;
    if (last && last.address + last.bytes.length === address) last.bytes.push(...bytes);
    else chunks.push({ address, bytes: [...bytes] });
  }
  return chunks.map(({ address, bytes }) => ({ address, bytes: Uint8Array.from(bytes) }));
}

/** A bank that holds nothing. */
export function blank({ otp }: Bank): Uint8Array {
  return new Uint8Array(otp.size).fill(otp.erasedValue);
}

/** Held contents with the wish over them. */
export function fulfilled(held: Uint8Array, wish: Wish): Uint8Array {
  const otp = held.slice();
  for (const [offset, bytes] of wish) otp.set(bytes, offset);
  return otp;
}

/** Units in which the wish differs from what is held, ascending. */
export function differing(held: Uint8Array, wish: Wish): readonly number[] {
  return [...wish]
    .filter(([offset, bytes]) => bytes.some((byte, index) => byte !== held[offset + index]))
    .map(([offset]) => offset)
    .sort((a, b) => a - b);
}

/** Units of the wish that no burn can bring about (RM0090 §3.8, RM0351 §3.3.1). */
export function impossible(bank: Bank, held: Uint8Array, wish: Wish): readonly number[] {
  const { writeUnit, locks } = bank.otp;
  return differing(held, wish).filter((offset) => {
    const old = held.subarray(offset, offset + writeUnit);
    const wanted = wish.get(offset) ?? old;
    if (bank.otp.rewrite === 'once') return old.some((byte) => byte !== 0xff);
    const isLock = locks !== undefined && offset >= locks.offset;
    if (isLock) return old[0] !== locks.unlocked || wanted[0] !== locks.locked;
    if (locks && held[locks.offset + Math.floor(offset / locks.blockSize)] !== locks.unlocked) return true;
    return ((wanted[0] ?? 0) & ~(old[0] ?? 0)) !== 0;
  });
}

export interface Trial {
  /** What is written already, by the offsets of its units. */
  readonly held: Wish;
  readonly wish: Wish;
}

/** Some units of the first pages and some lock bytes, half written already, and a wish that often fits to them. */
export function trials(bank: Bank): fc.Arbitrary<Trial> {
  const { writeUnit, locks } = bank.otp;
  const data = Array.from({ length: 80 / writeUnit }, (_, index) => index * writeUnit);
  const offsets = [...data, ...(locks ? [0, 1, 2, 3].map((block) => locks.offset + block) : [])];
  const byte = fc.oneof(fc.constantFrom(0x00, 0x0f, 0x55, 0xff), fc.integer({ min: 0, max: 255 }));
  const unit = fc.uint8Array({ minLength: writeUnit, maxLength: writeUnit });
  const data8 = fc.oneof(unit, fc.array(byte, { minLength: writeUnit, maxLength: writeUnit }));
  const cell = fc.record({
    old: fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: data8 }),
    wanted: fc.oneof(
      { weight: 3, arbitrary: fc.constant('nothing' as const) },
      { weight: 1, arbitrary: fc.constant('same' as const) },
      { weight: 3, arbitrary: fc.constant('fitting' as const) },
      { weight: 2, arbitrary: fc.constant('any' as const) },
    ),
    bytes: data8,
  });
  // Half of the trials are free of conflicts but for locks: one anywhere makes all of a trial one.
  const calm = fc.boolean();
  return fc
    .tuple(calm, fc.array(cell, { minLength: offsets.length, maxLength: offsets.length }))
    .map(([isCalm, cells]) => {
      const held = new Map<number, Uint8Array>();
      const wish = new Map<number, Uint8Array>();
      cells.forEach(({ old, wanted, bytes }, index) => {
        const offset = offsets[index] ?? 0;
        const isLock = locks !== undefined && offset >= locks.offset;
        const lock = Uint8Array.of(index % 2 === 0 ? 0x00 : 0x7f);
        if (old) held.set(offset, isLock ? lock : Uint8Array.from(old));
        const now = held.get(offset) ?? new Uint8Array(writeUnit).fill(0xff);
        if (wanted === 'same') wish.set(offset, now);
        if (wanted === 'any' && !isCalm) wish.set(offset, Uint8Array.from(bytes));
        if (wanted !== 'fitting') return;
        const isBlank = now.every((value) => value === 0xff);
        if (isLock) wish.set(offset, isBlank ? Uint8Array.of(0x00) : now);
        else if (bank.otp.rewrite === 'once') wish.set(offset, isBlank ? Uint8Array.from(bytes) : now);
        else
          wish.set(
            offset,
            now.map((value, at) => value & (bytes[at] ?? 0)),
          );
      });
      return { held, wish };
    });
}
