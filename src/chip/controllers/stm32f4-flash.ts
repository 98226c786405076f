import { cutByte } from '../memory/cut-short.js';
import { DataCache } from '../memory/data-cache.js';
import { type BusMaster, type BusWidth, readBytesAt } from '../memory/region.js';
import { createAccelerator } from './accelerator.js';
import type { Area, ControllerBench, ControllerContext, FlashController, Sector } from './controller.js';
import { FlashBase } from './flash-base.js';
import { sectorOfSnb, stm32f4Sectors } from './stm32f4-sectors.js';

// RM0090 Rev 21 §3.9
const ACR = 0x00;
const KEYR = 0x04;
const OPTKEYR = 0x08;
const SR = 0x0c;
const CR = 0x10;
const OPTCR = 0x14;
const OPTCR1 = 0x18;

const SR_WRPERR = 1 << 4;
const SR_PGPERR = 1 << 6;
const SR_PGSERR = 1 << 7;
const SR_BSY = 1 << 16;
const SR_CLEARABLE = 0x1f3;

const CR_PG = 1 << 0;
const CR_SER = 1 << 1;
const CR_MER = 1 << 2;
const CR_MER2 = 1 << 15;
const CR_STRT = 1 << 16;
const CR_LOCK = 0x80000000;
const CR_WRITABLE = 0x0301_83ff;

const OPTCR_OPTLOCK = 1 << 0;
const OPTCR_OPTSTRT = 1 << 1;
const OPTCR_WDG_SW = 1 << 5;
const OPTCR_RESET = 0x0fffaaed;

// Typical times at x8 (STM32F4 datasheets, flash memory programming): 16 KB sector, whole chip.
const sectorEraseUs = 400_000;
const massEraseUs = 8_000_000;
// The largest PSIZE of each supply range (RM0090 §3.6.2 Table 13).
const supplyOfPsize = [1700, 2100, 2700, Number.POSITIVE_INFINITY];

/** The STM32F4 flash interface: any width up to PSIZE's, bits clear at any time, lock bytes. */
export class Stm32f4Flash extends FlashBase implements FlashController {
  readonly registerSize = 0x400;
  readonly sectors: readonly Sector[];
  readonly mainUnit = 4;
  readonly eraseTimeUs = sectorEraseUs;
  readonly bootsSystemMemory = false;
  readonly nmiLine = false;
  readonly bench: ControllerBench;
  protected readonly rdpShift = 8;
  readonly #dualBank: boolean;

  constructor(chip: ControllerContext) {
    super(chip, createAccelerator(0, new DataCache(16, 8)));
    const { line, flashKb } = chip.device;
    // F42x/F43x and F46x/F47x of 2 MB; with 1 MB the option bit DB1M is 0 from the factory.
    this.#dualBank = flashKb === 2048 && line.devIds.some((id) => id === 0x419 || id === 0x434);
    this.sectors = stm32f4Sectors(flashKb, this.#dualBank);
    if (chip.die.optionBytes === 0) chip.die.optionBytes = OPTCR_RESET & ~OPTCR_OPTLOCK;
    this.bench = {
      ...this.commonBench(),
      setOptionBytes: (value) => {
        chip.die.optionBytes = value & ~3;
      },
      setHardwareWatchdog: (on) => this.setOption(OPTCR_WDG_SW, on ? 0 : OPTCR_WDG_SW),
      setEmpty: () => {},
    };
  }

  get hardwareWatchdog(): boolean {
    return (this.chip.die.optionBytes & OPTCR_WDG_SW) === 0;
  }

  readRegister(offset: number): number {
    switch (offset) {
      case ACR:
        return this.accelerator.value;
      case SR:
        return this.operation.showsBusy ? this.status | SR_BSY : this.status;
      case CR:
        this.operation.settle();
        return (this.control | (this.key.locked ? CR_LOCK : 0)) >>> 0;
      case OPTCR:
        this.operation.settle();
        return ((this.options & ~OPTCR_OPTSTRT) | (this.optionKey.locked ? OPTCR_OPTLOCK : 0)) >>> 0;
      case OPTCR1:
        return 0x0fff0000;
      default:
        return 0;
    }
  }

  writeRegister(offset: number, value: number, lanes: number): void {
    const base = this.chip.device.bank.controller.base;
    switch (offset) {
      case ACR:
        this.accelerator.write((this.accelerator.value & ~lanes) | (value & lanes));
        return;
      case KEYR:
        this.key.enter(value, base + KEYR);
        return;
      case OPTKEYR:
        this.optionKey.enter(value, base + OPTKEYR);
        return;
      case SR:
        this.operation.settle();
        this.status &= ~(value & lanes & SR_CLEARABLE);
        return;
      case CR:
        this.#writeControl(value, lanes);
        return;
      case OPTCR:
        this.writeOptions(value & ~(OPTCR_OPTLOCK | OPTCR_OPTSTRT), lanes);
        if (value & lanes & OPTCR_OPTSTRT) this.startOptions();
        if (value & lanes & OPTCR_OPTLOCK) this.optionKey.lock();
        return;
      default:
    }
  }

  read(area: Area, offset: number, width: BusWidth, master: BusMaster): number {
    this.awaitIdle('arrayReadsWhileBusy');
    this.checkReadProtection(area, offset);
    const cells = this.cells(area);
    if (!this.isCached(area, master)) return this.senseValue(cells, offset, width);
    const address = this.addressOf(area, offset);
    const { start, bytes: line } = this.accelerator.cache.line(address, (from, size) => {
      const first = offset - (address - from);
      return this.sense(cells, first, size);
    });
    return readBytesAt(line, address - start, width);
  }

  fetch(offset: number): number {
    if (this.operation.busy) this.operation.stall();
    this.checkReadProtection('main', offset);
    return this.senseValue(this.chip.die.main, offset, 2);
  }

  write(area: Area, offset: number, width: BusWidth, value: number): void {
    this.awaitIdle('arrayWritesWhileBusy');
    const error = this.#programError(area, offset, width);
    if (error) {
      this.refuse(error);
      return;
    }
    this.#program(area, offset, width, value);
  }

  reset(): void {
    this.resetCommon();
  }

  #programError(area: Area, offset: number, width: BusWidth): number {
    if (!(this.control & CR_PG) || this.control & (CR_SER | CR_MER | CR_MER2)) return SR_PGSERR;
    if (width !== 1 << this.#psize) return SR_PGPERR;
    if (this.isWriteDenied) return SR_WRPERR;
    if (area === 'system') return SR_WRPERR;
    if (area === 'otp') return this.#isOtpLocked(offset) ? SR_WRPERR : 0;
    return this.#isSectorProtected(offset) ? SR_WRPERR : 0;
  }

  #program(area: Area, offset: number, width: BusWidth, value: number): void {
    const { counters } = this.chip;
    const cells = this.cells(area);
    const wanted = Array.from({ length: width }, (_, index) => (value >>> (8 * index)) & 0xff);
    if (!this.#isPsizeSupplied) counters.beyondSupply += 1;
    // The write goes to the cells and to the cached line alike (RM0090 §3.6.4), whatever the cells make of it.
    if (this.accelerator.dataCacheOn) this.accelerator.cache.update(this.addressOf(area, offset), wanted);
    this.startProgram(area, offset, (progress) =>
      wanted.forEach((byte, index) => {
        cutByte(cells, offset + index, byte, progress);
      }),
    );
  }

  // Too wide a PSIZE "may lead to unpredicted results", and what then reads right may not be retained (RM0090 §3.6.2).
  protected override get isSupplied(): boolean {
    return super.isSupplied && this.#isPsizeSupplied;
  }

  get #isPsizeSupplied(): boolean {
    return this.chip.supplyMv() >= (supplyOfPsize[this.#psize] ?? 0);
  }

  #writeControl(value: number, lanes: number): void {
    this.awaitIdle('controlWritesWhileBusy');
    if (this.key.locked) return;
    const next = (this.control & ~lanes) | (value & lanes);
    this.control = next & CR_WRITABLE & ~CR_STRT;
    if (value & lanes & CR_LOCK) this.key.lock();
    if (next & CR_STRT) this.#erase();
  }

  #erase(): void {
    const mass = (this.control & (CR_MER | CR_MER2)) !== 0;
    if (!mass && !(this.control & CR_SER)) return;
    const snb = (this.control >>> 3) & 0x1f;
    const one = sectorOfSnb(this.sectors, snb, this.#dualBank);
    const sectors = mass ? this.#massEraseSectors() : one ? [one] : [];
    if (
      this.isWriteDenied ||
      sectors.length === 0 ||
      sectors.some(({ offset }) => this.#isSectorProtected(offset))
    ) {
      this.refuse(this.isWriteDenied || sectors.length > 0 ? SR_WRPERR : SR_PGSERR);
      return;
    }
    this.startErase(sectors, mass ? massEraseUs : sectorEraseUs);
  }

  // With two banks MER erases bank 1 and MER2 bank 2 (RM0090 §3.9.8).
  #massEraseSectors(): readonly Sector[] {
    if (!this.#dualBank) return this.sectors;
    const half = this.sectors.length / 2;
    return this.sectors.filter((_, index) => (this.control & (index < half ? CR_MER : CR_MER2)) !== 0);
  }

  // "The lock bytes must only contain 0x00 and 0xFF" (RM0090 §3.8): anything but 0xFF locks here.
  #isOtpLocked(offset: number): boolean {
    const { locks, data } = this.chip.device.bank.otp;
    if (!locks || offset < data.offset || offset >= data.offset + data.size) return false;
    const block = Math.floor((offset - data.offset) / locks.blockSize);
    // A half-programmed lock byte may lock or not, as it reads this time.
    return this.senseValue(this.chip.die.otp, locks.offset + block, 1) !== locks.unlocked;
  }

  #isSectorProtected(offset: number): boolean {
    const index = this.sectors.findIndex((sector) => offset < sector.offset + sector.size);
    return index < 12 && ((this.chip.die.optionBytes >>> (16 + index)) & 1) === 0;
  }

  get #psize(): number {
    return (this.control >>> 8) & 3;
  }
}
