import { isSector, otpRange } from '../bank/index.js';
import type { FlashSegment, SimulatedChip } from '../chip/index.js';
import { type AddressRange, contains, joinRanges, overlaps } from '../range/index.js';
import { hex32 } from '../text/hex.js';
import { count } from '../text/plural.js';

/** What vFlashErase and vFlashWrite have asked for, until vFlashDone. A problem is reported as text. */
export class FlashJob {
  readonly #erased: AddressRange[] = [];
  readonly #writes: FlashSegment[] = [];
  #written = 0;

  /** Takes whole sectors of the main flash. */
  erase(chip: SimulatedChip, address: number, length: number): string | undefined {
    const { bank } = chip.device;
    const erased = { address, length };
    // A reserved sector is erased like any other: nothing that a server of others has keeps it.
    if (!isSector(bank) && overlaps(erased, otpRange(bank))) {
      return `${hex32(bank.otp.base)} is one-time-programmable: it cannot be erased, and a loader in RAM programs it`;
    }
    const base = bank.flash.base;
    const covered = chip.flashSectors.filter(({ offset, size }) =>
      contains(erased, { address: base + offset, length: size }),
    );
    if (length === 0 || covered.reduce((sum, { size }) => sum + size, 0) !== length) {
      return `${count(length, 'byte')} at ${hex32(address)}: not whole sectors of the main flash`;
    }
    if (!this.#holds(erased)) this.#erased.push(erased);
    return undefined;
  }

  /** Takes bytes for sectors that this job erases. */
  write(address: number, bytes: Uint8Array): string | undefined {
    if (!this.#holds({ address, length: bytes.length })) {
      return `${count(bytes.length, 'byte')} at ${hex32(address)}: not in what was erased before`;
    }
    // GDB sends each byte once; a client that sends more would fill our memory.
    if (this.#written + bytes.length > this.#erasedSize()) {
      return `${count(bytes.length, 'byte')} at ${hex32(address)}: more than was erased before`;
    }
    if (bytes.length === 0) return undefined;
    this.#written += bytes.length;
    this.#writes.push({ address, bytes });
    return undefined;
  }

  /** Each erased range as a whole, so that its sectors are erased once and hold its bytes. */
  segments(): readonly FlashSegment[] {
    const segments = joinRanges(this.#erased).map((range) => ({
      ...range,
      bytes: new Uint8Array(range.length).fill(0xff),
    }));
    for (const { address, bytes } of this.#writes) {
      const home = segments.find((one) => contains(one, { address, length: bytes.length }));
      home?.bytes.set(bytes, address - home.address);
    }
    return segments;
  }

  #erasedSize(): number {
    return joinRanges(this.#erased).reduce((sum, { length }) => sum + length, 0);
  }

  #holds(range: AddressRange): boolean {
    return joinRanges(this.#erased).some((one) => contains(one, range));
  }
}
