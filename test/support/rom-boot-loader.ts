import type { FlashSegment, SimulatedChip } from '../../src/chip/index.js';
import { wordAt } from '../chip/support/chips.js';
import {
  type BankRegisters,
  bank1,
  bank2,
  bankOf,
  changeOption,
  eraseBank,
  eraseSector,
  h7,
  program,
  WRPERR,
} from '../chip/support/h7.js';

const wordSize = 32;
const secondBank = 0x08100000;

/**
 * What ST's ROM boot loader makes of its commands on an STM32H7 (AN3155: Extended Erase, Write Memory, Write Unprotect,
 * Readout Unprotect). At read protection level 1 it takes Readout Unprotect alone. The serial line is left out.
 */
export class RomBootLoader {
  readonly #chip: SimulatedChip;

  constructor(chip: SimulatedChip) {
    this.#chip = chip;
    chip.reset();
  }

  /** An update by sectors: erases those that the firmware touches, writes it, and starts it. */
  update(firmware: readonly FlashSegment[]): void {
    this.eraseSectors(this.#touched(firmware));
    this.write(firmware);
    this.#chip.powerCycle();
  }

  /** Extended Erase of sectors, which count from 0 in bank 1 and go on in bank 2. */
  eraseSectors(numbers: readonly number[]): void {
    this.#mustBeOpen();
    for (const number of numbers) {
      const { registers, index } = this.#sector(number);
      acknowledged(eraseSector(this.#chip, registers, index));
    }
  }

  /** Extended Erase with 0xFFFF. */
  massErase(): void {
    this.eraseBank(1);
    if (this.#isDual) this.eraseBank(2);
  }

  /** Extended Erase with 0xFFFE or 0xFFFD. */
  eraseBank(number: 1 | 2): void {
    this.#mustBeOpen();
    acknowledged(eraseBank(this.#chip, number === 1 ? bank1 : bank2));
  }

  /** Write Memory: whole flash words, padded with ones. */
  write(firmware: readonly FlashSegment[]): void {
    this.#mustBeOpen();
    for (const [address, bytes] of wordsOf(firmware)) acknowledged(program(this.#chip, address, bytes));
  }

  /** Takes write protection from every sector, and resets. */
  writeUnprotect(): void {
    this.#mustBeOpen();
    for (const { WPSN_PRG } of this.#isDual ? [bank1, bank2] : [bank1]) {
      changeOption(this.#chip, WPSN_PRG, 0xff);
    }
    this.#chip.powerCycle();
  }

  /** Takes read protection away, which erases the main flash, and resets. */
  readoutUnprotect(): void {
    const chip = this.#chip;
    // A chip that is open already is closed first, so that the erase is made in any case.
    chip.bench.setReadProtection(1);
    changeOption(chip, h7.OPTSR_PRG, ((wordAt(chip, h7.OPTSR_CUR) & ~0xff00) | 0xaa00) >>> 0);
    chip.powerCycle();
  }

  #mustBeOpen(): void {
    if (((wordAt(this.#chip, h7.OPTSR_CUR) >>> 8) & 0xff) !== 0xaa) throw new Error('NACK: read protection');
  }

  #touched(firmware: readonly FlashSegment[]): readonly number[] {
    const { base } = this.#chip.device.bank.flash;
    return this.#chip.flashSectors.flatMap(({ offset, size }, number) => {
      const from = base + offset;
      const isTouched = firmware.some(
        ({ address, bytes }) => address < from + size && address + bytes.length > from,
      );
      return isTouched ? [number] : [];
    });
  }

  #sector(number: number): { registers: BankRegisters; index: number } {
    const { base } = this.#chip.device.bank.flash;
    const sector = this.#chip.flashSectors[number];
    if (!sector) throw new Error(`NACK: no sector ${number}`);
    const registers = bankOf(base + sector.offset);
    const start = registers === bank2 ? secondBank - base : 0;
    return { registers, index: (sector.offset - start) / sector.size };
  }

  get #isDual(): boolean {
    return this.#chip.flashSectors.some(
      ({ offset }) => this.#chip.device.bank.flash.base + offset >= secondBank,
    );
  }
}

// The boot loader reports no error for what write protection keeps (AN3155).
function acknowledged(flags: number): void {
  if ((flags & ~WRPERR) !== 0) throw new Error(`NACK: FLASH_SR 0x${(flags >>> 0).toString(16)}`);
}

function wordsOf(firmware: readonly FlashSegment[]): ReadonlyMap<number, Uint8Array> {
  const words = new Map<number, Uint8Array>();
  for (const { address, bytes } of firmware) {
    for (const [index, byte] of bytes.entries()) {
      const at = address + index;
      const start = at - (at % wordSize);
      const word = words.get(start) ?? new Uint8Array(wordSize).fill(0xff);
      word[at - start] = byte;
      words.set(start, word);
    }
  }
  return words;
}
