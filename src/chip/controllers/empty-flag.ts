import type { Device } from '../../bank/index.js';
import type { OnceFamily } from '../families/index.js';
import type { FlashInterface } from './flash-interface.js';

/** The flag of an empty main flash: as long as it is set, a reset boots ST's loader. */
export class EmptyFlag {
  readonly #looksEmpty: () => boolean;
  /** Its bit in FLASH_SR, which toggles with each 1 (RM0394 §3.7.5), or in FLASH_ACR (RM0444); else 0. */
  readonly #statusBit: number;
  readonly accessBit: number;
  #value = false;

  constructor(device: Device, family: OnceFamily, io: FlashInterface, looksEmpty: () => boolean) {
    this.#looksEmpty = looksEmpty;
    const { emptyFlag } = family;
    const isInStatus = emptyFlag?.register === 'SR' && device.line.quirks?.includes('empty-flag');
    this.#statusBit = isInStatus ? io.flag(emptyFlag.flag) : 0;
    this.accessBit = emptyFlag?.register === 'ACR' ? 1 << emptyFlag.bit : 0;
  }

  get isSet(): boolean {
    return this.#value;
  }

  get inStatus(): number {
    return this.#value ? this.#statusBit : 0;
  }

  get inAccess(): number {
    return this.#value ? this.accessBit : 0;
  }

  statusWritten(ones: number): void {
    if (ones & this.#statusBit) this.#value = !this.#value;
  }

  accessWritten(value: number, lanes: number): void {
    if (lanes & this.accessBit) this.#value = (value & this.accessBit) !== 0;
  }

  /** It is looked up again only by a power-on or an option byte load. */
  load(): void {
    this.set(this.#looksEmpty());
  }

  set(on: boolean): void {
    this.#value = on && (this.#statusBit | this.accessBit) !== 0;
  }
}
