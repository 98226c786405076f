import type { AccessWidth } from '../target/index.js';
import { BusError } from './memory/bus-error.js';
import type { BusWidth } from './memory/region.js';

/** Chip time of one transfer of a 4 MHz SWD link, or one core register. */
export const debugAccessUs = 10;

/** Splits a block into bus accesses and collects their bytes. Errors: BusError for an unaligned forced width. */
export function readBlock(
  address: number,
  length: number,
  width: AccessWidth,
  read: (address: number, width: BusWidth) => number,
): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length; ) {
    const size = accessWidth(address + done, length - done, width, false);
    const value = read(address + done, size);
    for (let index = 0; index < size; index += 1) bytes[done + index] = value >>> (8 * index);
    done += size;
  }
  return bytes;
}

/** Splits bytes into bus accesses, in ascending order. */
export function writeBlock(
  address: number,
  data: Uint8Array,
  width: AccessWidth,
  write: (address: number, width: BusWidth, value: number) => void,
): void {
  for (let done = 0; done < data.length; ) {
    const size = accessWidth(address + done, data.length - done, width, true);
    let value = 0;
    for (let index = size - 1; index >= 0; index -= 1) value = value * 256 + (data[done + index] ?? 0);
    write(address + done, size, value);
    done += size;
  }
}

function accessWidth(address: number, left: number, width: AccessWidth, isWrite: boolean): BusWidth {
  if (address > 0xffffffff) throw new BusError(address, isWrite, 'past the end of the address space');
  if (width !== 'auto') {
    if (address % width === 0 && left >= width) return width;
    throw new BusError(address, isWrite, `not a whole aligned ${width}-byte access`);
  }
  if (address % 4 === 0 && left >= 4) return 4;
  return address % 2 === 0 && left >= 2 ? 2 : 1;
}
