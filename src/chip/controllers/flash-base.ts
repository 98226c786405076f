import { type FlashLayout, flashLayout, type Sector } from '../../bank/index.js';
import type { ChipFamily, ChipModel } from '../families/index.js';
import { BusError } from '../memory/bus-error.js';
import { cutErase } from '../memory/cut-short.js';
import { DataCache } from '../memory/data-cache.js';
import { eraseCells } from '../memory/die.js';
import type { BusMaster } from '../memory/region.js';
import { type Accelerator, type AccessControl, createAccelerator } from './accelerator.js';
import type { Area, ControllerContext } from './controller.js';
import { FlashCells } from './flash-cells.js';
import { FlashInterface } from './flash-interface.js';
import { KeyLock } from './key-lock.js';
import { bankAt } from './main-flash.js';
import { OperationTimer } from './operation.js';
import { OptionBytes, type ProtectionLevel } from './option-bytes.js';

/** One erase and a few program operations; no datasheet tells more. */
const optionsUs = 25_000;

/** What every flash interface has: keys, flags, operations, option bytes, read protection, the way to the cells. */
export abstract class FlashBase {
  /** Without the lock bits, which `key` and `optionKey` hold. */
  protected control = 0;
  /** Without the flags of waiting. */
  protected status = 0;
  protected readonly chip: ControllerContext;
  protected readonly family: ChipFamily;
  protected readonly io: FlashInterface;
  protected readonly layout: FlashLayout;
  protected readonly cells: FlashCells;
  protected readonly key: KeyLock;
  protected readonly optionKey: KeyLock;
  protected readonly options: OptionBytes;
  protected readonly operation: OperationTimer;
  protected readonly accelerator: Accelerator;
  /** BSY of the banks that the running operation is in. */
  protected busyFlags = 0;
  /** How much longer than the typical time a unit takes. */
  protected slowness = 1;

  constructor(chip: ControllerContext, { family, controller }: ChipModel) {
    const { device, die, clock } = chip;
    this.chip = chip;
    this.family = family;
    this.io = new FlashInterface(controller, family.reservedControl);
    this.layout = flashLayout(device.line.mainFlash ?? family.assumed.mainFlash, device.flashKb);
    this.cells = new FlashCells(device, die);
    this.key = new KeyLock(...controller.unlock.keys);
    this.optionKey = new KeyLock(...(controller.options?.unlock.keys ?? [0, 0]));
    this.options = new OptionBytes(die, {
      rdpShift: device.bank.readProtection?.shift ?? family.options.rdpShift,
      reset: (this.hasBankOption && family.options.withBankOption?.reset) || family.options.reset,
      commands: this.io.options.lockInOptions | this.io.options.startInOptions,
      levelOne: family.options.levelOne,
    });
    this.operation = new OperationTimer(clock);
    this.accelerator = createAccelerator({ ...family.acr, dataCache: dataCacheOf({ family, controller }) });
  }

  protected get hasBankOption(): boolean {
    return this.chip.device.line.quirks?.includes('bank-option') ?? false;
  }

  get registerBase(): number {
    return this.chip.device.bank.controller.base;
  }

  cellAt(offset: number): number {
    return offset;
  }

  get sectors(): readonly Sector[] {
    return this.layout.sectors;
  }

  get eraseTimeUs(): number {
    return this.family.eraseUs.sector;
  }

  /** An option bit of 0 starts it. */
  get hardwareWatchdog(): boolean {
    return (this.options.current & this.watchdogBit) === 0;
  }

  protected get watchdogBit(): number {
    return 1 << (this.chip.device.bank.watchdog?.option.bit ?? this.family.options.watchdogBit);
  }

  get readProtection(): ProtectionLevel {
    return this.options.readProtection;
  }

  finish(): void {
    this.operation.stall();
  }

  /** A first word that waits for its second, or an operation whose settings must not change (CFGBSY of FLASH_SR in RM0444). */
  protected get isPending(): boolean {
    return this.io.pending !== 0 && (this.hasHalf || this.operation.showsPending);
  }

  protected get hasHalf(): boolean {
    return false;
  }

  protected resetCommon(): void {
    this.operation.interrupt();
    this.key.reset();
    this.optionKey.reset();
    this.options.reset();
    this.status = 0;
    this.control = 0;
    this.accelerator.reset();
  }

  /** An access that waits while BSY, and is counted. */
  protected awaitIdle(
    counter: 'arrayReadsWhileBusy' | 'arrayWritesWhileBusy' | 'controlWritesWhileBusy',
  ): void {
    if (!this.operation.busy) return;
    this.chip.counters[counter] += 1;
    this.operation.stall();
  }

  protected refuse(flag: number): void {
    this.chip.counters.refusedOperations += 1;
    this.status |= flag;
    if (this.control & this.io.anyField(['ERRIE'])) this.status |= this.io.flag('OPERR');
  }

  #endOfOperation(): void {
    if (this.control & this.io.anyField(['EOPIE'])) this.status |= this.io.flag('EOP');
  }

  /** Lets one program operation begin; `cut` leaves the cells as it would be that far from done, 0 to 1. */
  protected startProgram(area: Area, offset: number, cut: (progress: number) => void): void {
    const { clock, device, started } = this.chip;
    const cycles = clock.cyclesOf(device.bank.timing.tprogTypicalUs * this.slowness);
    started({ kind: 'program', area, address: this.cells.addressOf(area, offset) }, cycles);
    this.busyFlags = this.#busyFlagsAt(area, offset);
    this.operation.start({
      cycles,
      complete: () => {
        cut(this.reach);
        this.#endOfOperation();
      },
      interrupt: cut,
    });
  }

  /** Lets the erase of main flash begin; STRT falls at its end. */
  protected startErase(sectors: readonly Sector[], timeUs: number): void {
    const { clock, die, started } = this.chip;
    const cycles = clock.cyclesOf(timeUs);
    const erase = (progress: number): void => {
      for (const { offset, size } of sectors) cutErase(die.main, offset, size, progress);
    };
    const address = this.cells.addressOf('main', sectors[0]?.offset ?? 0);
    started({ kind: 'erase', area: 'main', address }, cycles);
    const start = this.io.field('STRT');
    this.control |= start;
    this.busyFlags = sectors.reduce((flags, { offset }) => flags | this.#busyFlagsAt('main', offset), 0);
    this.operation.start({
      cycles,
      complete: () => {
        erase(1);
        this.control &= ~start;
        this.#endOfOperation();
      },
      interrupt: erase,
    });
  }

  // OTP belongs to bank 1 (RM0440 §3.3.1).
  #busyFlagsAt(area: Area, offset: number): number {
    return this.io.busy[area === 'main' ? bankAt(this.layout, offset) : 0];
  }

  /** Lets the option bytes be programmed: never again at level 2; the way from level 1 to 0 erases the main flash. */
  protected startOptions(): void {
    const { clock, die, counters } = this.chip;
    if (this.optionKey.locked) return;
    if (this.readProtection === 2) {
      this.refuse(this.io.flag('WRPERR'));
      return;
    }
    const wanted = this.options.shown;
    counters.optionOperations += 1;
    this.busyFlags = this.io.busy[0];
    this.operation.start({
      cycles: clock.cyclesOf(optionsUs),
      complete: () => {
        const before = this.readProtection;
        this.options.set(wanted);
        if (before === 1 && this.readProtection === 0) eraseCells(die.main, 0, die.main.bytes.length);
        this.#endOfOperation();
      },
      // The old ones hold until the new ones are whole.
      interrupt: () => {},
    });
  }

  /** Level 1 answers WRPERR as long as a debugger is connected (RM0090 §3.7.3, RM0351 §3.5.1). */
  protected get isWriteDenied(): boolean {
    return this.readProtection !== 0 && this.chip.debuggerSeen();
  }

  /** Likewise for reads, a bus error for whoever asks. ST's own cells stay readable. */
  protected checkReadProtection(area: Area, offset: number): void {
    if (area === 'system' || this.readProtection !== 1 || !this.chip.debuggerSeen()) return;
    if (this.isOpenAtLevel1(area)) return;
    const address = this.cells.addressOf(area, offset);
    throw new BusError(address, false, 'read protection level 1 with a debugger');
  }

  protected isOpenAtLevel1(_area: Area): boolean {
    return false;
  }

  /** The data cache, where it answers a read of the array. */
  protected cacheFor(area: Area, master: BusMaster): DataCache | undefined {
    // The option and system area is not cacheable (RM0090 §3.5.2).
    if (area === 'system' || !this.accelerator.dataCacheOn) return undefined;
    return master === 'core' || this.chip.cacheReaders === 'debug' ? this.accelerator.cache : undefined;
  }

  /** How far an operation gets at the supply that it has: without enough it leaves cells with too little charge. */
  protected get reach(): number {
    return this.isSupplied ? 1 : 0.9;
  }

  protected get isSupplied(): boolean {
    return this.chip.supplyMv() >= this.chip.device.bank.supply.minimumMv;
  }
}

// Both have to know of it: the description its bits, the family its lines.
function dataCacheOf({ family, controller: { cache } }: ChipModel): AccessControl['dataCache'] {
  if (!cache || !family.cache) return undefined;
  const { lineSize, lines } = family.cache;
  return { enable: 1 << cache.enable, reset: 1 << cache.reset, cells: new DataCache(lineSize, lines) };
}
