/** Who makes a bus access: the core, or a debugger through the AHB-AP. */
export type BusMaster = 'core' | 'debug';

/** Width of a bus access in bytes. */
export type BusWidth = 1 | 2 | 4;

/** A range of addresses with one behaviour. Offsets count from `base`; accesses are aligned to their width. */
export interface Region {
  readonly base: number;
  readonly size: number;
  read(offset: number, width: BusWidth, master: BusMaster): number;
  write(offset: number, width: BusWidth, value: number, master: BusMaster): void;
  /** Instruction fetch of one halfword; absent where fetches fault, as from peripherals and the PPB. */
  fetch?(offset: number): number;
}

/** A block of 32-bit registers; narrower accesses are mapped to byte lanes. */
export interface RegisterBlock {
  readRegister(offset: number, master: BusMaster): number;
  /** `lanes` has ones in the bits that the access really drives. */
  writeRegister(offset: number, value: number, lanes: number, master: BusMaster): void;
}

/** Puts a register block on the bus. */
export function registerRegion(base: number, size: number, block: RegisterBlock): Region {
  return {
    base,
    size,
    read(offset, width, master) {
      const word = block.readRegister(offset & ~3, master);
      return width === 4 ? word >>> 0 : (word >>> ((offset & 3) * 8)) & (width === 2 ? 0xffff : 0xff);
    },
    write(offset, width, value, master) {
      const shift = (offset & 3) * 8;
      const lanes = width === 4 ? 0xffffffff : ((width === 2 ? 0xffff : 0xff) << shift) >>> 0;
      block.writeRegister(offset & ~3, (value << shift) >>> 0, lanes, master);
    },
  };
}

/** Puts blocks of 1 KiB on the bus; one without an address is not there. */
export function peripheralRegions(
  ...blocks: readonly (readonly [base: number | undefined, block: RegisterBlock])[]
): Region[] {
  return blocks.flatMap(([base, block]) => (base === undefined ? [] : [registerRegion(base, 0x400, block)]));
}

/** Little-endian value of `width` bytes. */
export function readBytesAt(bytes: Uint8Array, offset: number, width: BusWidth): number {
  let value = 0;
  for (let index = width - 1; index >= 0; index -= 1) value = value * 256 + (bytes[offset + index] ?? 0);
  return value;
}

export function writeBytesAt(bytes: Uint8Array, offset: number, width: BusWidth, value: number): void {
  for (let index = 0; index < width; index += 1) bytes[offset + index] = value >>> (8 * index);
}
