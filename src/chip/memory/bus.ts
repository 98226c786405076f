import { BusError } from './bus-error.js';
import type { Noise } from './noise.js';
import type { Ram, RamBlock } from './ram.js';
import type { BusMaster, BusWidth, Region } from './region.js';

/** One data access, for tests and traces. Instruction fetches are none. */
export interface BusAccess {
  readonly kind: 'read' | 'write';
  readonly address: number;
  readonly width: BusWidth;
  /** What is written; 0 for a read, which is reported before it happens. */
  readonly value: number;
  readonly master: BusMaster;
}

export type BusListener = (access: BusAccess) => void;

interface StuckBits {
  readonly block: RamBlock;
  readonly ones: number;
  readonly zeros: number;
}

/** The chip's memory map. RAM has a short way of its own, since the loader lives there. */
export class Bus {
  readonly ram: Ram;
  readonly #regions: readonly Region[];
  readonly #listeners = new Set<BusListener>();
  #isWatched = false;
  /** Bytes of RAM with bits that are stuck at 1 and at 0, by address. */
  readonly #stuckRam = new Map<number, StuckBits>();
  /** Reads where nothing is mapped give zero instead of a bus error. */
  fillsHoles = false;
  readonly #forbidden: { readonly from: number; readonly to: number }[] = [];

  constructor(ram: Ram, regions: readonly Region[]) {
    this.ram = ram;
    this.#regions = regions;
  }

  read(address: number, width: BusWidth, master: BusMaster): number {
    if (this.#isWatched) this.#watch({ kind: 'read', address, width, value: 0, master });
    const block = this.ram.at(address);
    if (block) {
      const offset = address - block.base;
      if (width === 4) return block.view.getUint32(offset, true);
      return width === 2 ? block.view.getUint16(offset, true) : (block.bytes[offset] ?? 0);
    }
    if (this.fillsHoles && !this.isMapped(address)) return 0;
    const region = this.#find(address, false);
    return region.read(address - region.base, width, master) >>> 0;
  }

  write(address: number, width: BusWidth, value: number, master: BusMaster): void {
    if (this.#isWatched) this.#watch({ kind: 'write', address, width, value, master });
    const block = this.ram.at(address);
    if (block) {
      const offset = address - block.base;
      if (width === 4) block.view.setUint32(offset, value, true);
      else if (width === 2) block.view.setUint16(offset, value, true);
      else block.bytes[offset] = value;
      if (this.#stuckRam.size > 0) this.#holdStuckRam();
      return;
    }
    const region = this.#find(address, true);
    region.write(address - region.base, width, value, master);
  }

  /** Instruction fetch of one halfword. */
  fetch(address: number): number {
    const block = this.ram.at(address);
    if (block?.executable) return block.view.getUint16(address - block.base, true);
    if (block) throw new BusError(address, false, 'RAM that runs no code');
    const region = this.#find(address, false);
    if (!region.fetch) throw new BusError(address, false, 'execute-never memory');
    return region.fetch(address - region.base);
  }

  /** Whether anything answers there. */
  isMapped(address: number): boolean {
    if (this.ram.at(address)) return true;
    return this.#regions.some(({ base, size }) => address >= base && address < base + size);
  }

  /** Calls back before each data access; returns how to stop. */
  onAccess(listener: BusListener): () => void {
    this.#listeners.add(listener);
    this.#isWatched = true;
    return () => {
      this.#listeners.delete(listener);
      this.#isWatched = this.#listeners.size > 0 || this.#forbidden.length > 0;
    };
  }

  /** Makes every data access of the core to a range a bus error. */
  forbid(address: number, length: number): void {
    this.#forbidden.push({ from: address, to: address + length });
    this.#isWatched = true;
  }

  /** A bit of RAM that keeps its value from now on. */
  stickRam(address: number, bit: number, value: 0 | 1): void {
    const block = this.ram.at(address);
    if (!block) throw new BusError(address, true, 'not in RAM');
    const { ones = 0, zeros = 0 } = this.#stuckRam.get(address) ?? {};
    const mask = 1 << bit;
    this.#stuckRam.set(
      address,
      value
        ? { block, ones: ones | mask, zeros: zeros & ~mask }
        : { block, ones: ones & ~mask, zeros: zeros | mask },
    );
    this.#holdStuckRam();
  }

  /** RAM after a power-on. */
  scrambleRam(noise: Noise): void {
    this.ram.scramble(noise);
    this.#holdStuckRam();
  }

  #holdStuckRam(): void {
    for (const [address, { block, ones, zeros }] of this.#stuckRam) {
      const offset = address - block.base;
      block.bytes[offset] = ((block.bytes[offset] ?? 0) | ones) & ~zeros;
    }
  }

  #find(address: number, write: boolean): Region {
    for (const region of this.#regions) {
      if (address >= region.base && address < region.base + region.size) return region;
    }
    throw new BusError(address, write, 'nothing is mapped there');
  }

  #watch(access: BusAccess): void {
    for (const listener of this.#listeners) listener(access);
    if (access.master !== 'core') return;
    for (const { from, to } of this.#forbidden) {
      if (access.address < to && access.address + access.width > from) {
        throw new BusError(access.address, access.kind === 'write', 'forbidden by the test bench');
      }
    }
  }
}
