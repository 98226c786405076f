import { describe, expect, it } from 'vitest';
import { OtpforgeError } from '../../src/errors/index.js';
import type { SparseImage } from '../../src/image/index.js';
import {
  type DecodedField,
  decodeLayout,
  decodeSlots,
  type EncodedLayout,
  encodeLayout,
  type Layout,
  unitDataFromObject,
} from '../../src/layout/index.js';
import { fc, runs } from '../support/property.js';
import { useBanks } from './banks.js';
import { type Memory, memoryOf } from './memory.js';
import { appendLayout, slotLayout } from './slot-layout.js';

const banks = useBanks();
const slotCount = 5;

const layoutFor = (bank: 'f4' | 'l4', kind: 'sequence' | 'append') =>
  (kind === 'append' ? appendLayout : slotLayout)(banks[bank], slotCount);
const each = (['f4', 'l4'] as const).flatMap((bank) =>
  (['sequence', 'append'] as const).map((kind) => [kind, bank] as const),
);

interface Write {
  readonly serial: number;
  /** Bytes of the image that are written whole before power goes; all of them where there are not so many. */
  readonly cutAfter: number;
  /** What becomes of the write unit that power catches. */
  readonly caught: 'untouched' | 'damaged' | 'garbled';
  readonly noise: number;
  /** Programs the image before once more instead. */
  readonly again: boolean;
}

const writes = fc.array(
  fc.record<Write>({
    // Few serials, so that the same one often comes again.
    serial: fc.integer({ min: 0, max: 3 }),
    cutAfter: fc.oneof(fc.integer({ min: 0, max: 28 }), fc.constant(1000)),
    caught: fc.constantFrom('untouched', 'damaged', 'garbled'),
    noise: fc.integer({ min: 0, max: 0xff }),
    again: fc.boolean(),
  }),
  { maxLength: 12 },
);

describe.each(each)('writes that are cut short, of kind %s on %s', (kind, bank) => {
  it('never make a value that was not written whole, nor lose the last that was', () => {
    const layout = layoutFor(bank, kind);
    fc.assert(
      fc.property(writes, (list) => {
        const memory = memoryOf(layout.bank);
        const units = new Units(layout, memory);
        let whole: number | undefined;
        let last: { serial: number; encoded: EncodedLayout } | undefined;
        for (const write of list) {
          const next = write.again && last ? last : attempt(layout, memory, write.serial);
          if (next === undefined) break;
          units.program(next.encoded.image, write);
          if (isHeld(next.encoded.image, memory)) whole = next.serial;
          last = next;
          expect(serialIn(layout, memory)).toBe(whole);
        }
      }),
      { numRuns: runs(500) },
    );
  });

  it('are followed by a slot in which no write left a trace', () => {
    const layout = layoutFor(bank, kind);
    fc.assert(
      fc.property(writes, (list) => {
        const memory = memoryOf(layout.bank);
        const units = new Units(layout, memory);
        for (const write of list) {
          const next = attempt(layout, memory, write.serial);
          if (next === undefined) {
            expect(decodeSlots(layout, memory.read).filter(({ state }) => state === 'blank')).toEqual([]);
            break;
          }
          const { image, slots } = next.encoded;
          if (slots[0]?.found === 'valid') expect(isHeld(image, memory)).toBe(true);
          else expect(image.segments.some((segment) => units.isSpoilt(segment))).toBe(false);
          units.program(image, write);
        }
      }),
      { numRuns: runs(300) },
    );
  });
});

describe.each(each)('damaged slots, of kind %s on %s', (kind, bank) => {
  it('leave the newest of the others', () => {
    const layout = layoutFor(bank, kind);
    const someSlots = fc.subarray(Array.from({ length: slotCount }, (_, index) => index + 1));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: slotCount }), someSlots, fc.nat(23), (used, damaged, at) => {
        const memory = memoryOf(layout.bank);
        for (let serial = 1; serial <= used; serial += 1) {
          const next = attempt(layout, memory, serial);
          if (next) memory.write(next.encoded.image);
        }
        for (const slot of decodeSlots(layout, memory.read)) {
          const unit = slot.address + at - ((slot.address + at) % layout.bank.otp.writeUnit);
          if (damaged.includes(slot.slot)) memory.damage(unit);
        }
        const left = Array.from({ length: used }, (_, index) => index + 1).filter(
          (slot) => !damaged.includes(slot),
        );
        expect(serialIn(layout, memory)).toBe(left.at(-1));
        const states = decodeSlots(layout, memory.read).map(({ slot, state }) => [slot, state]);
        for (const [slot, state] of states)
          expect(state === 'damaged').toBe(damaged.some((each) => each === slot));
      }),
    );
  });

  it('and any other memory are decoded, and never written over', () => {
    const layout = layoutFor(bank, kind);
    const size = layout.bank.otp.size;
    // Mostly blank, so that some slots are free.
    const blank = fc.constant(new Uint8Array(16).fill(0xff));
    const piece = fc.oneof({ weight: 4, arbitrary: blank }, fc.uint8Array({ minLength: 16, maxLength: 16 }));
    fc.assert(
      fc.property(fc.array(piece, { minLength: size / 16, maxLength: size / 16 }), (pieces) => {
        const memory = memoryOf(layout.bank);
        memory.bytes.set(Buffer.concat(pieces));
        decodeLayout(layout, memory.read);
        const next = attempt(layout, memory, 1);
        for (const { address, bytes } of next?.encoded.image.segments ?? []) {
          const found = memory.read(address, bytes.length) ?? [];
          expect(found.every((byte) => byte === 0xff)).toBe(true);
        }
      }),
    );
  });
});

function attempt(layout: Layout, { read }: Memory, serial: number) {
  const data = unitDataFromObject({ serial, key: 'A5'.repeat(15) });
  try {
    return { serial, encoded: encodeLayout(layout, data, { read }) };
  } catch (error) {
    if (error instanceof OtpforgeError && error.code === 'LAYOUT_SLOTS_FULL') return undefined;
    throw error;
  }
}

function serialIn(layout: Layout, { read }: Memory): DecodedField['value'] {
  return decodeLayout(layout, read).find(({ name }) => name === 'serial')?.value;
}

function isHeld(image: SparseImage, { read }: Memory): boolean {
  return image.segments.every(({ address, bytes }) => {
    const found = read(address, bytes.length);
    return found !== undefined && Buffer.compare(found, bytes) === 0;
  });
}

/** Programs an image unit by unit in the order of addresses, as the loader does, until power goes. */
class Units {
  readonly #touched = new Set<number>();

  constructor(
    readonly layout: Layout,
    readonly memory: Memory,
  ) {}

  isSpoilt({ address, bytes }: { address: number; bytes: Uint8Array }): boolean {
    return bytes.some((_, index) => this.#touched.has(this.#unitOf(address + index)));
  }

  program(image: SparseImage, { cutAfter, caught, noise }: Write): void {
    const { writeUnit } = this.layout.bank.otp;
    let left = cutAfter;
    for (const { address, bytes } of image.segments) {
      for (let at = 0; at < bytes.length; at += writeUnit) {
        const unit = bytes.subarray(at, at + writeUnit);
        if (!this.#takes(address + at, unit)) continue;
        left -= writeUnit;
        if (left < 0) {
          this.#cut(address + at, unit, caught, noise);
          return;
        }
        this.#set(address + at, unit);
      }
    }
  }

  #unitOf(address: number): number {
    return address - (address % this.layout.bank.otp.writeUnit);
  }

  // What is equal is skipped, and a spoilt write-once unit is refused by the plan.
  #takes(address: number, wanted: Uint8Array): boolean {
    const found = this.memory.read(address, wanted.length);
    if (found === undefined || Buffer.compare(found, wanted) === 0) return false;
    return this.layout.bank.otp.rewrite === 'clear-bits' || found.every((byte) => byte === 0xff);
  }

  #set(address: number, bytes: ArrayLike<number>): void {
    this.#touched.add(this.#unitOf(address));
    this.memory.bytes.set(bytes, address - this.layout.bank.otp.base);
  }

  #cut(address: number, wanted: Uint8Array, caught: Write['caught'], noise: number): void {
    if (caught === 'untouched') return;
    if (this.layout.bank.otp.rewrite === 'once') {
      this.#set(
        address,
        wanted.map((byte, index) => byte ^ ((noise * (index + 1)) & 0xff)),
      );
      if (caught === 'damaged') this.memory.damage(address);
      return;
    }
    const old = this.memory.read(address, wanted.length) ?? new Uint8Array();
    const left = wanted.map((byte, index) => (old[index] ?? 0) & (byte | noise));
    // No reading finds a cut that cleared no bit.
    if (Buffer.compare(left, old) !== 0) this.#set(address, left);
  }
}
