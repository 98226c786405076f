import type { BusWidth } from '../memory/region.js';

/** Peripherals, the controllers of external memory, and the private peripheral bus. */
const ranges: readonly (readonly [number, number])[] = [
  [0x40000000, 0x60000000],
  [0xa0000000, 0xa0002000],
  [0xe0000000, 0xe0100000],
];

/** Registers that nobody models: they hold what a debugger writes, so that its scripts find what they wrote. */
export class StoredPeripherals {
  readonly #bytes = new Map<number, number>();

  covers(address: number): boolean {
    return ranges.some(([from, to]) => address >= from && address < to);
  }

  read(address: number, width: BusWidth): number {
    let value = 0;
    for (let index = width - 1; index >= 0; index -= 1) {
      value = value * 256 + (this.#bytes.get(address + index) ?? 0);
    }
    return value;
  }

  write(address: number, width: BusWidth, value: number): void {
    for (let index = 0; index < width; index += 1) {
      this.#bytes.set(address + index, (value >>> (8 * index)) & 0xff);
    }
  }

  reset(): void {
    this.#bytes.clear();
  }
}
