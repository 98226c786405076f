import type { Device } from '../../bank/index.js';
import type { CellArray, Die } from '../memory/die.js';
import { Noise } from '../memory/noise.js';
import { type BusWidth, readBytesAt } from '../memory/region.js';
import type { Area } from './controller.js';
import { areaBase, setFlashSize, setUid, systemCells } from './system-cells.js';

/** The cells behind a controller, and what a read of them answers. */
export class FlashCells {
  readonly #device: Device;
  readonly #die: Die;
  readonly #system: CellArray;
  readonly #noise = new Noise();

  constructor(device: Device, die: Die) {
    this.#device = device;
    this.#die = die;
    this.#system = systemCells(device, die.uid);
  }

  of(area: Area): CellArray {
    return area === 'main' ? this.#die.main : area === 'otp' ? this.#die.otp : this.#system;
  }

  addressOf(area: Area, offset: number): number {
    return areaBase(this.#device, area) + offset;
  }

  /** What a read answers now; unstable bits may answer otherwise the next time. */
  sense(cells: CellArray, offset: number, size: number): Uint8Array {
    const bytes = cells.bytes.slice(offset, offset + size);
    if (cells.short.size === 0) return bytes;
    return bytes.map((byte, index) => {
      const unstable = cells.short.get(offset + index)?.unstable ?? 0;
      return unstable === 0 ? byte : byte & ~(unstable & this.#noise.byte());
    });
  }

  senseValue(cells: CellArray, offset: number, width: BusWidth): number {
    if (cells.short.size === 0) return readBytesAt(cells.bytes, offset, width);
    return readBytesAt(this.sense(cells, offset, width), 0, width);
  }

  setUid(uid: Uint8Array): void {
    setUid(this.#system, this.#device, uid);
  }

  setFlashSize(kb: number): void {
    setFlashSize(this.#system, this.#device, kb);
  }

  seedNoise(seed: number): void {
    this.#noise.seed(seed);
  }
}
