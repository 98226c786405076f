import type { FlashSegment, SimulatedChip } from '../chip/index.js';
import { hex32 } from '../text/hex.js';

/** What vFlashErase and vFlashWrite have asked for, until vFlashDone. A problem is told as text. */
export class FlashJob {
  readonly #erased: { readonly start: number; readonly end: number }[] = [];
  readonly #writes: FlashSegment[] = [];
  #written = 0;

  /** Takes whole sectors of the main flash. */
  erase(chip: SimulatedChip, start: number, length: number): string | undefined {
    const { bank } = chip.device;
    const end = start + length;
    if (start < bank.otp.base + bank.otp.size && end > bank.otp.base) {
      return `${hex32(bank.otp.base)} is one-time-programmable: it cannot be erased, and a loader in RAM programs it`;
    }
    const base = bank.flash.base;
    const covered = chip.flashSectors.filter(
      ({ offset, size }) => base + offset >= start && base + offset + size <= end,
    );
    if (length === 0 || covered.reduce((sum, { size }) => sum + size, 0) !== length) {
      return `${length} bytes at ${hex32(start)} are not whole sectors of the main flash`;
    }
    if (!this.#holds(start, end)) this.#erased.push({ start, end });
    return undefined;
  }

  /** Takes bytes for sectors that this job erases. */
  write(start: number, bytes: Uint8Array): string | undefined {
    if (!this.#holds(start, start + bytes.length)) {
      return `${bytes.length} bytes at ${hex32(start)} are not in what was erased before`;
    }
    // GDB sends each byte once; a client that sends more would fill our memory.
    if (this.#written + bytes.length > this.#erasedSize()) {
      return `${bytes.length} bytes at ${hex32(start)} are more than was erased before`;
    }
    if (bytes.length === 0) return undefined;
    this.#written += bytes.length;
    this.#writes.push({ address: start, bytes });
    return undefined;
  }

  /** Each erased stretch as a whole, so that its sectors are erased once and its bytes stand in it. */
  segments(): readonly FlashSegment[] {
    const segments = this.#stretches().map(({ start, end }) => ({
      address: start,
      bytes: new Uint8Array(end - start).fill(0xff),
    }));
    for (const { address, bytes } of this.#writes) {
      const home = segments.find((one) => address >= one.address && address < one.address + one.bytes.length);
      home?.bytes.set(bytes, address - home.address);
    }
    return segments;
  }

  #erasedSize(): number {
    return this.#stretches().reduce((sum, { start, end }) => sum + end - start, 0);
  }

  #holds(start: number, end: number): boolean {
    return this.#stretches().some((one) => start >= one.start && end <= one.end);
  }

  #stretches(): readonly { readonly start: number; readonly end: number }[] {
    const joined: { start: number; end: number }[] = [];
    for (const { start, end } of [...this.#erased].sort((a, b) => a.start - b.start)) {
      const last = joined.at(-1);
      if (last && start <= last.end) last.end = Math.max(last.end, end);
      else joined.push({ start, end });
    }
    return joined;
  }
}
