import type { Sector } from '../../bank/index.js';
import type { Controller } from '../../controller/index.js';
import type { BitsFamily } from '../families/index.js';
import { cutByte } from '../memory/cut-short.js';
import { type BusMaster, type BusWidth, readBytesAt } from '../memory/region.js';
import type { Area, ControllerBench, ControllerContext, FlashController } from './controller.js';
import { FlashRegisters } from './flash-registers.js';

/** Flash whose bits clear at any time: any width up to PSIZE's, and lock bytes (F2, F4, F7; RM0090 §3.6 to §3.8). */
export class BitsFlash extends FlashRegisters implements FlashController {
  readonly mainUnit = 4;
  readonly bootsSystemMemory = false;
  readonly nmiLine = false;
  readonly bench: ControllerBench;
  readonly #facts: BitsFamily;
  /** Of FLASH_CR: the sector erase, and the mass erase of bank 1 and 2. */
  readonly #sectorErase: number;
  readonly #massErase: readonly [number, number];

  constructor(
    chip: ControllerContext,
    model: { readonly family: BitsFamily; readonly controller: Controller },
  ) {
    super(chip, model);
    this.#facts = model.family;
    this.#sectorErase = this.io.field('SER');
    this.#massErase = [this.io.anyField(['MER', 'MER1']), this.io.anyField(['MER2'])];
    // What is not described is missed at once, and not when it is first needed.
    for (const name of ['WRPERR', 'PGPERR', this.#facts.sequenceFlag]) this.io.flag(name);
    for (const name of ['SNB', 'PSIZE', 'STRT']) this.io.field(name);
    this.bench = { ...this.commonBench(), setEmpty: () => {}, leaveHalf: () => {}, reportEccBy: () => {} };
  }

  read(area: Area, offset: number, width: BusWidth, master: BusMaster): number {
    this.awaitIdle('arrayReadsWhileBusy');
    this.checkReadProtection(area, offset);
    const cells = this.cells.of(area);
    const cache = this.cacheFor(area, master);
    if (!cache) return this.cells.senseValue(cells, offset, width);
    const address = this.cells.addressOf(area, offset);
    const { start, bytes: line } = cache.line(address, (from, size) => {
      const first = offset - (address - from);
      return this.cells.sense(cells, first, size);
    });
    return readBytesAt(line, address - start, width);
  }

  fetch(offset: number): number {
    if (this.operation.busy) this.operation.stall();
    this.checkReadProtection('main', offset);
    return this.cells.senseValue(this.chip.die.main, offset, 2);
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
    const erases = this.#sectorErase | this.#massErase[0] | this.#massErase[1];
    if (!(this.control & this.io.program) || this.control & erases) {
      return this.io.flag(this.#facts.sequenceFlag);
    }
    if (width !== 1 << this.#psize) return this.io.flag('PGPERR');
    if (this.isWriteDenied || area === 'system') return this.io.flag('WRPERR');
    const isProtected = area === 'otp' ? this.#isOtpLocked(offset) : this.#isSectorProtected(offset);
    return isProtected ? this.io.flag('WRPERR') : 0;
  }

  #program(area: Area, offset: number, width: BusWidth, value: number): void {
    const { counters } = this.chip;
    const cells = this.cells.of(area);
    const wanted = Array.from({ length: width }, (_, index) => (value >>> (8 * index)) & 0xff);
    if (!this.#isPsizeSupplied) counters.beyondSupply += 1;
    // The write goes to the cells and to the cached line alike (RM0090 §3.6.4), whatever the cells make of it.
    if (this.accelerator.dataCacheOn) {
      this.accelerator.cache?.update(this.cells.addressOf(area, offset), wanted);
    }
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
    return this.chip.supplyMv() >= (this.#facts.psizeMv[this.#psize] ?? 0);
  }

  protected controlWritten(): void {}

  protected readOther(offset: number): number {
    return this.family.options.others?.get(offset) ?? 0;
  }

  protected writeOther(): void {}

  protected erase(): void {
    const mass = (this.control & (this.#massErase[0] | this.#massErase[1])) !== 0;
    if (!mass && !(this.control & this.#sectorErase)) return;
    const one = this.#sectorOfSnb();
    const sectors = mass ? this.#massEraseSectors() : one ? [one] : [];
    if (
      this.isWriteDenied ||
      sectors.length === 0 ||
      sectors.some(({ offset }) => this.#isSectorProtected(offset))
    ) {
      const isProtected = this.isWriteDenied || sectors.length > 0;
      this.refuse(this.io.flag(isProtected ? 'WRPERR' : this.#facts.sequenceFlag));
      return;
    }
    const { sector, all } = this.family.eraseUs;
    this.startErase(sectors, mass ? all : sector);
  }

  // SNB of the second bank starts at 0b10000 (RM0090 §3.9.8).
  #sectorOfSnb(): Sector | undefined {
    const snb = this.io.valueOf('SNB', this.control);
    const { dualBank, perBank, sectors } = this.layout;
    if (!dualBank) return sectors[snb];
    return snb < perBank ? sectors[snb] : snb >= 16 ? sectors[perBank + snb - 16] : undefined;
  }

  // With two banks MER erases bank 1 and MER2 bank 2 (RM0090 §3.9.8).
  #massEraseSectors(): readonly Sector[] {
    const { dualBank, perBank, sectors } = this.layout;
    if (!dualBank) return sectors;
    const [first, second] = this.#massErase;
    return sectors.filter((_, index) => (this.control & (index < perBank ? first : second)) !== 0);
  }

  // "The lock bytes must only contain 0x00 and 0xFF" (RM0090 §3.8): anything but 0xFF locks here.
  #isOtpLocked(offset: number): boolean {
    const { locks, data } = this.chip.device.bank.otp;
    if (!locks || offset < data.offset || offset >= data.offset + data.size) return false;
    const block = Math.floor((offset - data.offset) / locks.blockSize);
    // A half-programmed lock byte may lock or not, as it reads this time.
    return this.cells.senseValue(this.chip.die.otp, locks.offset + block, 1) !== locks.unlocked;
  }

  #isSectorProtected(offset: number): boolean {
    const index = this.sectors.findIndex((sector) => offset < sector.offset + sector.size);
    const { options, protectable: usual } = this.#facts;
    const protectable = (this.hasBankOption && options.withBankOption?.protectable) || usual;
    return index < protectable && ((this.options.current >>> (16 + index)) & 1) === 0;
  }

  get #psize(): number {
    return this.io.valueOf('PSIZE', this.control);
  }
}
