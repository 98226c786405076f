import type { TransferTarget } from './transfer-target.js';

// MEM-AP registers (ADIv5 C2.6).
const CSW = 0x00;
const TAR = 0x04;
const DRW = 0x0c;
const BD0 = 0x10;
const BD3 = 0x1c;
const CFG = 0xf4;
const BASE = 0xf8;
const IDR = 0xfc;

const CSW_DEVICE_EN = 1 << 6;
// Size, AddrInc, HPROT and MasterType; the rest is fixed.
const CSW_WRITABLE = 0x3f000037;
const CSW_RESET = 0x23000002;
const widths = [1, 2, 4] as const;
const ADDR_INC_OFF = 0;
const ADDR_INC_PACKED = 2;
const WRAP = 0x1000;

/**
 * The AHB-AP of a Cortex-M (ADIv5 C2): 8, 16 and 32 bits, packed transfers, TAR that wraps within 4 KiB. OpenOCD relies on
 * that although ADIv5 promises 1 KiB.
 */
export class MemAp {
  readonly #bus: TransferTarget;
  readonly #base: number;
  readonly #idr: number;
  #csw = CSW_RESET;
  #tar = 0;

  /** `base` is the ROM table's address. */
  constructor(bus: TransferTarget, idr: number, base = 0xe00ff000) {
    this.#bus = bus;
    this.#base = base;
    this.#idr = idr;
  }

  /** Reads a register by its offset, 0 to 0xFC. Errors: BusError for a transfer that failed; TAR then stays. */
  read(register: number): number {
    if (register === DRW) return this.#throughTar((at, width) => lane(this.#bus.read(at, width), at, width));
    if (register >= BD0 && register <= BD3) {
      return this.#bus.read(bankedAddress(this.#tar, register), 4) >>> 0;
    }
    switch (register) {
      case CSW:
        return (this.#csw | CSW_DEVICE_EN) >>> 0;
      case TAR:
        return this.#tar;
      case CFG:
        return 0;
      case BASE:
        // Format 1, present.
        return (this.#base | 3) >>> 0;
      case IDR:
        return this.#idr;
      default:
        return 0;
    }
  }

  /** Errors: BusError for a transfer that failed; TAR then stays. */
  write(register: number, value: number): void {
    if (register === DRW) {
      this.#throughTar((at, width) => {
        this.#bus.write(at, width, unlane(value, at, width));
        return 0;
      });
    } else if (register >= BD0 && register <= BD3) {
      this.#bus.write(bankedAddress(this.#tar, register), 4, value >>> 0);
    } else if (register === CSW) {
      this.#csw = (value & CSW_WRITABLE) >>> 0;
    } else if (register === TAR) {
      this.#tar = value >>> 0;
    }
  }

  /** Power-on. */
  reset(): void {
    this.#csw = CSW_RESET;
    this.#tar = 0;
  }

  #throughTar(transfer: (address: number, width: 1 | 2 | 4) => number): number {
    // Sizes beyond a word are not implemented; the AP then transfers words.
    const width = widths[this.#csw & 7] ?? 4;
    const increment = (this.#csw >>> 4) & 3;
    const count = increment === ADDR_INC_PACKED ? 4 / width : 1;
    let value = 0;
    for (let done = 0; done < count; done += 1) {
      // An AHB master drives aligned addresses only.
      value |= transfer((this.#tar & -width) >>> 0, width);
      if (increment !== ADDR_INC_OFF) this.#tar = incremented(this.#tar, width);
    }
    return value >>> 0;
  }
}

// ADIv5 C2.2.2 promises the bottom 10 bits; a Cortex-M4 counts 12, and its hosts rely on that.
function incremented(address: number, width: number): number {
  return ((address & -WRAP) | ((address + width) & (WRAP - 1))) >>> 0;
}

function bankedAddress(tar: number, register: number): number {
  return ((tar & ~0xf) | (register & 0xc)) >>> 0;
}

// Data narrower than a word travels in the byte lanes of its address (ADIv5 C2.2.6).
function lane(value: number, address: number, width: number): number {
  return width === 4 ? value : value << shiftOf(address);
}

function unlane(value: number, address: number, width: number): number {
  if (width === 4) return value >>> 0;
  return (value >>> shiftOf(address)) & (width === 2 ? 0xffff : 0xff);
}

function shiftOf(address: number): number {
  return 8 * (address & 3);
}
