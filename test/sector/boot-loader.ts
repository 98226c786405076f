import type { SimulatedChip } from '../../src/chip/index.js';
import { words } from '../chip/support/chips.js';

/** FLASH of the STM32H7, RM0433 §4.9; flash bank 2 has the same registers from 0x100 on. */
const flash = 0x52002000;
const bankStride = 0x100;
const KEYR = 0x04;
const CR = 0x0c;
const SR = 0x10;
const CCR = 0x14;
const keys = [0x45670123, 0xcdef89ab];
const LOCK = 1;
const PG = 1 << 1;
const SER = 1 << 2;
const BER = 1 << 3;
const START = 1 << 7;
const busy = 0b101;
const errorFlags = 0x7fef0000;

const sectorSize = 0x20000;
const bank2 = 0x08100000;
const unit = 32;

/**
 * What ST's boot loader in ROM does for a host (AN3155 §3.6, §3.8): it erases the sectors of a list, or everything, and
 * writes. It knows of no reserved sector.
 */
export class BootLoader {
  readonly #chip: SimulatedChip;

  constructor(chip: SimulatedChip) {
    this.#chip = chip;
    chip.reset();
  }

  /** Extended Erase with a list: sectors by number, those of the second bank from 8 on. */
  eraseSectors(sectors: readonly number[]): void {
    for (const sector of sectors) this.#erase(sector < 8 ? 0 : 1, SER | ((sector % 8) << 8));
  }

  /** Extended Erase 0xFFFF. */
  eraseAll(): void {
    this.#erase(0, BER);
    this.#erase(1, BER);
  }

  /** Write Memory: whole flash words; no error is reported, as the application note has it. */
  write(address: number, bytes: Uint8Array): void {
    const base = this.#unlocked(address < bank2 ? 0 : 1);
    this.#set(base + CR, PG);
    for (let at = 0; at < bytes.length; at += unit) {
      const word = new Uint8Array(unit).fill(0xff);
      word.set(bytes.subarray(at, at + unit));
      this.#chip.writeMemory(address + at, word, 4);
      this.#wait(base);
    }
    this.#set(base + CR, 0);
    this.#set(base + CR, LOCK);
  }

  /** An update as a host asks for it: the sectors of the firmware are erased, and the firmware is written. */
  update(address: number, bytes: Uint8Array): void {
    const first = (address - 0x08000000) / sectorSize;
    this.eraseSectors(
      Array.from({ length: Math.ceil(bytes.length / sectorSize) }, (_, index) => first + index),
    );
    this.write(address, bytes);
  }

  #erase(bank: number, what: number): void {
    const base = this.#unlocked(bank);
    this.#set(base + CR, what);
    this.#set(base + CR, what | START);
    this.#wait(base);
    this.#set(base + CR, 0);
    this.#set(base + CR, LOCK);
  }

  #unlocked(bank: number): number {
    const base = flash + bank * bankStride;
    for (const key of keys) this.#set(base + KEYR, key);
    this.#set(base + CCR, errorFlags);
    return base;
  }

  #wait(base: number): void {
    while ((this.#get(base + SR) & busy) !== 0);
  }

  #get(address: number): number {
    const bytes = this.#chip.readMemory(address, 4, 4);
    return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  }

  #set(address: number, value: number): void {
    this.#chip.writeMemory(address, words(value), 4);
  }
}
