import { DataCache } from '../memory/data-cache.js';
import { UnitState } from '../memory/die.js';
import { type BusMaster, type BusWidth, readBytesAt } from '../memory/region.js';
import { createAccelerator } from './accelerator.js';
import type { Area, ControllerBench, ControllerContext, FlashController, Sector } from './controller.js';
import { EccMonitor } from './ecc-monitor.js';
import { cutUnit, unitSize } from './ecc-unit.js';
import { FlashBase } from './flash-base.js';
import { type Stm32l4Line, stm32l4Line, stm32l4Pages } from './stm32l4-lines.js';

// RM0351 and RM0394 §3.7
const ACR = 0x00;
const KEYR = 0x08;
const OPTKEYR = 0x0c;
const SR = 0x10;
const CR = 0x14;
const ECCR = 0x18;
const OPTR = 0x20;

const ACR_RESET = 0x600;
const SR_PROGERR = 1 << 3;
const SR_WRPERR = 1 << 4;
const SR_PGAERR = 1 << 5;
const SR_SIZERR = 1 << 6;
const SR_PGSERR = 1 << 7;
const SR_CLEARABLE = 0xc3fb;
/** Any of these left from before makes the next program operation fail with PGSERR (RM0351 §3.3.7). */
const SR_BLOCKING = 0x3f8;
const SR_BSY = 1 << 16;
const SR_PEMPTY = 1 << 17;

const CR_PG = 1 << 0;
const CR_PER = 1 << 1;
const CR_MER1 = 1 << 2;
const CR_BKER = 1 << 11;
const CR_MER2 = 1 << 15;
const CR_STRT = 1 << 16;
const CR_OPTSTRT = 1 << 17;
const CR_FSTPG = 1 << 18;
const CR_OPTLOCK = 1 << 30;
const CR_LOCK = 0x80000000;
const CR_WRITABLE = 0x0705_8fff;

const PWR_CR1 = 0x00;

const OPTR_IWDG_SW = 1 << 16;
const OPTR_RESET = 0xffeff8aa;

// Typical times of the STM32L4 datasheets: one page, one bank.
const pageEraseUs = 22_020;
const massEraseUs = 22_130;

/** The STM32L4 flash interface: 64-bit double words with ECC, written once. */
export class Stm32l4Flash extends FlashBase implements FlashController {
  readonly registerSize = 0x400;
  readonly sectors: readonly Sector[];
  readonly mainUnit = unitSize;
  readonly eraseTimeUs = pageEraseUs;
  readonly bench: ControllerBench;
  protected readonly rdpShift = 0;
  readonly #line: Stm32l4Line;
  readonly #ecc: EccMonitor;
  #isEmpty: boolean;
  /** First word of a double word that waits for its second. */
  #half: { readonly area: Area; readonly offset: number; readonly value: number } | undefined;

  constructor(chip: ControllerContext) {
    super(chip, createAccelerator(ACR_RESET, new DataCache(4 * unitSize, 8)));
    this.#line = stm32l4Line(chip.device);
    this.sectors = stm32l4Pages(chip.device.flashKb, this.#line.pageSize);
    this.#ecc = new EccMonitor(this.#line.sysfEcc, chip.pendNmi);
    if (chip.die.optionBytes === 0) chip.die.optionBytes = OPTR_RESET;
    this.#isEmpty = this.#looksEmpty();
    this.bench = {
      ...this.commonBench(),
      setOptionBytes: (value) => {
        chip.die.optionBytes = value >>> 0;
      },
      setHardwareWatchdog: (on) => this.setOption(OPTR_IWDG_SW, on ? 0 : OPTR_IWDG_SW),
      setEmpty: (on) => {
        this.#isEmpty = on && this.#line.hasEmptyFlag;
      },
    };
  }

  get hardwareWatchdog(): boolean {
    return (this.chip.die.optionBytes & OPTR_IWDG_SW) === 0;
  }

  get bootsSystemMemory(): boolean {
    return this.#isEmpty;
  }

  get nmiLine(): boolean {
    return this.#ecc.nmiLine;
  }

  readRegister(offset: number): number {
    switch (offset) {
      case ACR:
        return this.accelerator.value;
      case SR: {
        const busy = this.operation.showsBusy;
        return this.status | (busy ? SR_BSY : 0) | (this.#isEmpty ? SR_PEMPTY : 0);
      }
      case CR: {
        this.operation.settle();
        const locks = (this.key.locked ? CR_LOCK : 0) | (this.optionKey.locked ? CR_OPTLOCK : 0);
        return (this.control | locks) >>> 0;
      }
      case ECCR:
        return this.#ecc.value;
      case OPTR:
        return this.options >>> 0;
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
        // OPTKEYR counts only while LOCK is clear (RM0351 §3.4.2).
        if (!this.key.locked) this.optionKey.enter(value, base + OPTKEYR);
        return;
      case SR:
        this.operation.settle();
        this.status &= ~(value & lanes & SR_CLEARABLE);
        // PEMPTY toggles with each 1 (RM0394 §3.7.5).
        if (value & lanes & SR_PEMPTY && this.#line.hasEmptyFlag) this.#isEmpty = !this.#isEmpty;
        return;
      case CR:
        this.#writeControl(value, lanes);
        return;
      case OPTR:
        this.writeOptions(value, lanes);
        return;
      case ECCR:
        this.#ecc.write((this.#ecc.value & ~lanes & 0x0fffffff) | (value & lanes));
        return;
      default:
    }
  }

  read(area: Area, offset: number, width: BusWidth, master: BusMaster): number {
    this.awaitIdle('arrayReadsWhileBusy');
    this.checkReadProtection(area, offset);
    const cells = this.cells(area);
    if (!this.isCached(area, master)) {
      this.#ecc.read(area, cells, offset);
      return readBytesAt(cells.bytes, offset, width);
    }
    const address = this.addressOf(area, offset);
    const { start, bytes } = this.accelerator.cache.line(address, (from, size) => {
      const first = offset - (address - from);
      // The whole line comes in, and with it what is wrong with the neighbours; the unit asked for is first.
      this.#ecc.read(area, cells, offset);
      for (let at = first; at < first + size; at += unitSize) this.#ecc.read(area, cells, at);
      return cells.bytes.slice(first, first + size);
    });
    return readBytesAt(bytes, address - start, width);
  }

  fetch(offset: number): number {
    if (this.operation.busy) this.operation.stall();
    this.checkReadProtection('main', offset);
    this.#ecc.fetch(this.chip.die.main, offset);
    return readBytesAt(this.chip.die.main.bytes, offset, 2);
  }

  write(area: Area, offset: number, width: BusWidth, value: number): void {
    this.awaitIdle('arrayWritesWhileBusy');
    const error = this.#sequenceError(area, offset, width);
    if (error) {
      this.#dropHalf();
      this.refuse(error);
      return;
    }
    const half = this.#half;
    if (!half) {
      this.#half = { area, offset, value };
      return;
    }
    this.#half = undefined;
    const protectionError = this.#protectionError(area, half.offset, half.value, value);
    if (protectionError) this.refuse(protectionError);
    else this.#program(area, half.offset, half.value, value);
  }

  reset(kind: 'power' | 'system'): void {
    this.resetCommon();
    this.#half = undefined;
    this.#ecc.reset();
    // PEMPTY is looked up again only by a power-on or an option byte load (RM0394 §3.7.5).
    if (kind === 'power') this.#isEmpty = this.#looksEmpty();
  }

  #sequenceError(area: Area, offset: number, width: BusWidth): number {
    // Fast programming needs a mass erase before it, which OTP never has.
    if (!(this.control & CR_PG) || this.control & (CR_FSTPG | CR_PER | CR_MER1 | CR_MER2)) return SR_PGSERR;
    if (this.status & SR_BLOCKING) return SR_PGSERR;
    if (width !== 4) return SR_SIZERR;
    const half = this.#half;
    if (!half) return offset % unitSize === 0 ? 0 : SR_PGAERR;
    return half.area === area && offset === half.offset + 4 ? 0 : SR_PGAERR;
  }

  #protectionError(area: Area, offset: number, low: number, high: number): number {
    if (this.isWriteDenied) return SR_WRPERR;
    if (area === 'system') return SR_WRPERR;
    const state = this.cells(area).units?.[offset / unitSize] ?? UnitState.Erased;
    if (state === UnitState.Erased) return 0;
    // All zeros may follow in main flash, in OTP not even that (RM0351 §3.3.1).
    return area === 'main' && low === 0 && high === 0 ? 0 : SR_PROGERR;
  }

  #program(area: Area, offset: number, low: number, high: number): void {
    const cells = this.cells(area);
    const wanted = Uint8Array.from({ length: unitSize }, (_, index) =>
      index < 4 ? low >>> (8 * index) : high >>> (8 * (index - 4)),
    );
    this.startProgram(area, offset, (progress) => cutUnit(cells, offset, wanted, progress));
  }

  // In range 2 flash can be neither programmed nor erased (RM0351 §5.1.8).
  protected override get isSupplied(): boolean {
    return super.isSupplied && ((this.chip.pwr(PWR_CR1) >>> 9) & 3) === 1;
  }

  #writeControl(value: number, lanes: number): void {
    this.awaitIdle('controlWritesWhileBusy');
    if (this.key.locked) return;
    const next = (this.control & ~lanes) | (value & lanes);
    this.control = next & CR_WRITABLE & ~CR_STRT;
    if (!(next & CR_PG)) this.#dropHalf();
    if (value & lanes & CR_OPTSTRT) this.startOptions();
    if (value & lanes & CR_OPTLOCK) this.optionKey.lock();
    if (value & lanes & CR_LOCK) {
      this.key.lock();
      this.optionKey.lock();
    }
    if (next & CR_STRT) this.#erase();
  }

  #erase(): void {
    const pages = this.#pagesToErase();
    const isMixed = this.control & CR_PER && this.control & (CR_MER1 | CR_MER2);
    const isProgramming = this.control & (CR_PG | CR_FSTPG);
    if (pages.length === 0 || this.isWriteDenied || isMixed || isProgramming || this.status & SR_BLOCKING) {
      this.refuse(this.isWriteDenied ? SR_WRPERR : SR_PGSERR);
      return;
    }
    this.startErase(pages, this.control & CR_PER ? pageEraseUs : massEraseUs);
  }

  #pagesToErase(): readonly Sector[] {
    const perBank = this.#line.dualBank ? this.sectors.length / 2 : this.sectors.length;
    if (this.control & CR_PER) {
      const page = (this.control >>> 3) & this.#line.pnbMask;
      const bank = this.#line.dualBank && this.control & CR_BKER ? 1 : 0;
      const sector = page < perBank ? this.sectors[bank * perBank + page] : undefined;
      return sector ? [sector] : [];
    }
    return this.sectors.filter((_, index) => (this.control & (index < perBank ? CR_MER1 : CR_MER2)) !== 0);
  }

  #dropHalf(): void {
    if (this.#half) this.chip.counters.halfWrittenUnits += 1;
    this.#half = undefined;
  }

  #looksEmpty(): boolean {
    return this.#line.hasEmptyFlag && readBytesAt(this.chip.die.main.bytes, 0, 4) === 0xffffffff;
  }
}
