import { type FlashLayout, flashLayout, type Sector } from '../../bank/index.js';
import type { WordFamily } from '../families/index.js';
import { BusError } from '../memory/bus-error.js';
import { type BusMaster, type BusWidth, type RegisterBlock, readBytesAt } from '../memory/region.js';
import { createAccelerator } from './accelerator.js';
import type { Area, ControllerBench, ControllerContext, FlashController } from './controller.js';
import { FlashCells } from './flash-cells.js';
import { inReservedSector } from './main-flash.js';
import type { ProtectionLevel } from './option-bytes.js';
import { WordBank } from './word-bank.js';
import { wordSize } from './word-buffer.js';
import { WordControl } from './word-control.js';
import { bankStride, Register } from './word-registers.js';

/** Flash of 256-bit words in one or two banks, each with registers of its own (H74x, H75x, H72x, H73x; RM0433 §4). */
export class WordFlash implements FlashController, RegisterBlock {
  readonly registerSize = 0x400;
  readonly registerBase: number;
  readonly mainUnit = wordSize;
  readonly bootsSystemMemory = false;
  readonly nmiLine = false;
  readonly bench: ControllerBench;
  readonly #chip: ControllerContext;
  readonly #family: WordFamily;
  readonly #layout: FlashLayout;
  readonly #cells: FlashCells;
  readonly #accelerator;
  readonly #control: WordControl;
  /** The banks as they are on the die. */
  readonly #banks: readonly WordBank[];
  /** SWAP_BANK: with it the banks and their registers change places. */
  #isSwapped = false;

  constructor(chip: ControllerContext, { family }: { readonly family: WordFamily }) {
    const { device, die } = chip;
    this.#chip = chip;
    this.#family = family;
    this.registerBase = family.registers;
    this.#layout = flashLayout(device.line.mainFlash ?? family.assumed.mainFlash, device.flashKb);
    this.#cells = new FlashCells(device, die);
    this.#accelerator = createAccelerator(family.acr);
    this.#control = new WordControl(chip, family, () => this.#banks);
    const { perBank, sectors } = this.#layout;
    const numbers = this.#layout.dualBank ? ([1, 2] as const) : ([1] as const);
    this.#banks = numbers.map((number) => {
      const own = sectors.slice((number - 1) * perBank, number * perBank);
      const first = own[0]?.offset ?? 0;
      return new WordBank(
        {
          chip,
          options: this.#control.words,
          eraseUs: family.eraseUs,
          isClosed: () => this.readProtection !== 0 && chip.debuggerSeen(),
          placeOf: (offset) => this.#placeOf(this.cellAt(first + offset)),
        },
        {
          number,
          cells: die.main,
          first,
          size: own.reduce((sum, { size }) => sum + size, 0),
          sectorSize: own[0]?.size ?? 0,
        },
      );
    });
    this.bench = this.#createBench();
  }

  get sectors(): readonly Sector[] {
    return this.#layout.sectors;
  }

  get eraseTimeUs(): number {
    return this.#family.eraseUs.sector;
  }

  get hardwareWatchdog(): boolean {
    return this.#control.hardwareWatchdog;
  }

  get readProtection(): ProtectionLevel {
    return this.#control.options.readProtection;
  }

  read(area: Area, offset: number, width: BusWidth, _master: BusMaster): number {
    if (area === 'system') return readBytesAt(this.#cells.of(area).bytes, offset, width);
    const { bank, at } = this.#in(offset);
    return bank.read(at, width);
  }

  write(area: Area, offset: number, width: BusWidth, value: number): void {
    const { bank, at } = this.#in(area === 'system' ? 0 : offset);
    if (area !== 'system') bank.write(at, width, value);
    else throw new BusError(this.#cells.addressOf(area, offset), true, 'read-only memory');
  }

  fetch(offset: number): number {
    const { bank, at } = this.#in(offset);
    return bank.read(at, 2, 'fetch');
  }

  readRegister(offset: number): number {
    const { index, at } = inBlock(offset);
    if (at === Register.ACR) return this.#accelerator.value;
    const common = this.#control.read(at, this.#isSwapped);
    return common ?? this.#bankOf(index)?.readRegister(at) ?? 0;
  }

  writeRegister(offset: number, value: number, lanes: number): void {
    const { index, at } = inBlock(offset);
    const address = this.registerBase + offset;
    if (at === Register.ACR) this.#writeAccess(value, lanes);
    else if (!this.#control.write({ offset: at, bank: this.#numberOf(index), value, lanes, address })) {
      this.#bankOf(index)?.writeRegister(at, value, lanes, address);
    }
  }

  reset(): void {
    for (const bank of this.#banks) bank.reset();
    this.#control.reset();
    this.#accelerator.reset();
    this.#isSwapped = this.#banks.length === 2 && this.#control.swapsBanks;
  }

  finish(): void {
    for (const { operation } of this.#banks) operation.stall();
  }

  cellAt(offset: number): number {
    const second = this.#layout.sectors[this.#layout.perBank]?.offset;
    if (!this.#isSwapped || second === undefined) return offset;
    return offset < second ? offset + second : offset - second;
  }

  #writeAccess(value: number, lanes: number): void {
    if (value & lanes & ~this.#family.acr.writable) this.#chip.counters.reservedWrites += 1;
    this.#accelerator.write((this.#accelerator.value & ~lanes) | (value & lanes));
  }

  #placeOf(offset: number): { area: Area; address: number } {
    const address = this.#cells.addressOf('main', offset);
    return { area: inReservedSector(this.#chip.device, address) ? 'otp' : 'main', address };
  }

  /** The bank that serves an offset of the main flash, and the offset in it. */
  #in(offset: number): { bank: WordBank; at: number } {
    const cell = this.cellAt(offset);
    const second = this.#banks[1] && this.#layout.sectors[this.#layout.perBank]?.offset;
    const [index, first] = second !== undefined && cell >= second ? [1, second] : [0, 0];
    const bank = this.#banks[index];
    if (!bank) throw new RangeError(`no flash bank at ${offset}`);
    return { bank, at: cell - first };
  }

  // The registers change places with the banks (RM0433, flash bank and register swapping).
  #bankOf(index: 0 | 1): WordBank | undefined {
    return this.#banks[this.#numberOf(index) - 1];
  }

  #numberOf(index: 0 | 1): 1 | 2 {
    return (index === 1) !== this.#isSwapped ? 2 : 1;
  }

  #createBench(): ControllerBench {
    const banks = this.#banks;
    const ofSector = banks[(this.#chip.device.bank.sector?.flashBank ?? 1) - 1];
    return {
      setStatus: (flags) => ofSector?.setStatus(flags),
      unlock: () => {
        for (const { key } of banks) key.unlock();
      },
      deafen: () => {
        for (const { key } of banks) key.deafen();
      },
      setReadProtection: (level) => this.#control.options.setLevel(level),
      setOptionBytes: (value) => this.#control.options.set(value),
      setOptionWord: (word, value) => this.#control.words.set(word, value),
      setHardwareWatchdog: (on) => this.#control.setHardwareWatchdog(on),
      stickBusy: () => {
        for (const { operation } of banks) operation.stick();
      },
      delayBusy: (cycles) => {
        for (const { operation } of banks) operation.hiddenCycles = cycles;
      },
      latePending: (cycles) => {
        for (const { operation } of banks) operation.lateCycles = cycles;
      },
      slowProgramming: (factor) => {
        for (const bank of banks) bank.slowness = factor;
      },
      leaveHalf: (_area, offset) => {
        const { bank, at } = this.#in(offset);
        bank.leaveHalf(at);
      },
      setUid: (uid) => this.#cells.setUid(uid),
      setFlashSize: (kb) => this.#cells.setFlashSize(kb),
      seedNoise: () => {},
      reportEccBy: () => {},
      setEmpty: () => {},
    };
  }
}

/** The block of registers, and the offset in it. */
function inBlock(offset: number): { index: 0 | 1; at: number } {
  const isSecond = offset >= bankStride && offset < 2 * bankStride;
  return { index: isSecond ? 1 : 0, at: isSecond ? offset - bankStride : offset };
}
