import { BusError } from '../memory/bus-error.js';
import { cutErase } from '../memory/cut-short.js';
import { type CellArray, eraseCells } from '../memory/die.js';
import { Noise } from '../memory/noise.js';
import { type BusMaster, type BusWidth, readBytesAt } from '../memory/region.js';
import type { Accelerator } from './accelerator.js';
import type { Area, ControllerContext, Sector } from './controller.js';
import { KeyLock } from './key-lock.js';
import { OperationTimer } from './operation.js';
import { areaBase, setFlashSize, setUid, systemCells } from './system-cells.js';

/** The same bits in FLASH_SR and FLASH_CR of both. */
const SR_EOP = 1 << 0;
const SR_OPERR = 1 << 1;
const SR_WRPERR = 1 << 4;
const CR_STRT = 1 << 16;
const CR_EOPIE = 1 << 24;
const CR_ERRIE = 1 << 25;

/** One erase and a few program operations; no datasheet tells more. */
const optionsUs = 25_000;

/** What the F4 and L4 flash interfaces share: keys, BSY, EOP and OPERR, operations, read protection, the way to the cells. */
export abstract class FlashBase {
  /** Without the lock bits, which `key` and `optionKey` hold. */
  protected control = 0;
  /** Without BSY and PEMPTY. */
  protected status = 0;
  protected readonly chip: ControllerContext;
  protected readonly key = new KeyLock(0x45670123, 0xcdef89ab);
  protected readonly optionKey = new KeyLock(0x08192a3b, 0x4c5d6e7f);
  protected readonly operation: OperationTimer;
  protected readonly accelerator: Accelerator;
  /** What was written to OPTCR or OPTR since the reset; the option bytes follow when they are programmed. */
  #wantedOptions: number | undefined;
  readonly #system: CellArray;
  readonly #noise = new Noise();
  /** How much longer than the typical time a unit takes. */
  #slowness = 1;

  constructor(chip: ControllerContext, accelerator: Accelerator) {
    this.chip = chip;
    this.accelerator = accelerator;
    this.operation = new OperationTimer(chip.clock);
    this.#system = systemCells(chip.device, chip.die.uid);
  }

  /** Where RDP is in the option bytes. */
  protected abstract readonly rdpShift: number;

  get readProtection(): 0 | 1 | 2 {
    return levelOfRdp((this.chip.die.optionBytes >>> this.rdpShift) & 0xff);
  }

  finish(): void {
    this.operation.stall();
  }

  protected resetCommon(): void {
    this.operation.interrupt();
    this.key.reset();
    this.optionKey.reset();
    this.status = 0;
    this.control = 0;
    this.accelerator.reset();
    this.#wantedOptions = undefined;
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
    if (this.control & CR_ERRIE) this.status |= SR_OPERR;
  }

  protected endOfOperation(): void {
    if (this.control & CR_EOPIE) this.status |= SR_EOP;
  }

  /** Lets one program operation begin; `cut` leaves the cells as it would be that far from done, 0 to 1. */
  protected startProgram(area: Area, offset: number, cut: (progress: number) => void): void {
    const { clock, device, started } = this.chip;
    const cycles = clock.cyclesOf(device.bank.timing.tprogTypicalUs * this.#slowness);
    started({ kind: 'program', area, address: this.addressOf(area, offset) }, cycles);
    this.operation.start({
      cycles,
      complete: () => {
        cut(this.reach);
        this.endOfOperation();
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
    started(
      { kind: 'erase', area: 'main', address: this.addressOf('main', sectors[0]?.offset ?? 0) },
      cycles,
    );
    this.control |= CR_STRT;
    this.operation.start({
      cycles,
      complete: () => {
        erase(1);
        this.control &= ~CR_STRT;
        this.endOfOperation();
      },
      interrupt: erase,
    });
  }

  /** Level 1 answers WRPERR as long as a debugger is connected (RM0090 §3.7.3, RM0351 §3.5.1). */
  protected get isWriteDenied(): boolean {
    return this.readProtection !== 0 && this.chip.debuggerSeen();
  }

  /** Likewise for reads, a bus error for whoever asks. ST's own cells stay readable. */
  protected checkReadProtection(area: Area, offset: number): void {
    if (area === 'system' || this.readProtection !== 1 || !this.chip.debuggerSeen()) return;
    throw new BusError(this.addressOf(area, offset), false, 'read protection level 1 with a debugger');
  }

  /** Whether the data cache answers a read of the array. */
  protected isCached(area: Area, master: BusMaster): boolean {
    // The option and system area is not cacheable (RM0090 §3.5.2).
    if (area === 'system' || !this.accelerator.dataCacheOn) return false;
    return master === 'core' || this.chip.cacheReaders === 'debug';
  }

  protected cells(area: Area): CellArray {
    return area === 'main' ? this.chip.die.main : area === 'otp' ? this.chip.die.otp : this.#system;
  }

  /** What a read of the cells answers now; unstable bits may answer otherwise the next time. */
  protected sense(cells: CellArray, offset: number, size: number): Uint8Array {
    const bytes = cells.bytes.slice(offset, offset + size);
    if (cells.short.size === 0) return bytes;
    return bytes.map((byte, index) => {
      const unstable = cells.short.get(offset + index)?.unstable ?? 0;
      return unstable === 0 ? byte : byte & ~(unstable & this.#noise.byte());
    });
  }

  protected senseValue(cells: CellArray, offset: number, width: BusWidth): number {
    if (cells.short.size === 0) return readBytesAt(cells.bytes, offset, width);
    return readBytesAt(this.sense(cells, offset, width), 0, width);
  }

  /** How far an operation gets at the supply that it has: without enough it leaves cells with too little charge. */
  protected get reach(): number {
    return this.isSupplied ? 1 : 0.9;
  }

  protected get isSupplied(): boolean {
    return this.chip.supplyMv() >= this.chip.device.bank.supply.minimumMv;
  }

  protected addressOf(area: Area, offset: number): number {
    return areaBase(this.chip.device, area) + offset;
  }

  /** The register that shows the option bytes. */
  protected get options(): number {
    return this.#wantedOptions ?? this.chip.die.optionBytes;
  }

  /** Takes what a write to that register wants, unless OPTLOCK is set. */
  protected writeOptions(value: number, lanes: number): void {
    this.awaitIdle('controlWritesWhileBusy');
    if (!this.optionKey.locked) this.#wantedOptions = ((this.options & ~lanes) | (value & lanes)) >>> 0;
  }

  /** Lets the option bytes be programmed: never again at level 2; the way from level 1 to 0 erases the main flash. */
  protected startOptions(): void {
    const { clock, die, counters } = this.chip;
    if (this.optionKey.locked) return;
    if (this.readProtection === 2) {
      this.refuse(SR_WRPERR);
      return;
    }
    const wanted = this.options;
    counters.optionOperations += 1;
    this.operation.start({
      cycles: clock.cyclesOf(optionsUs),
      complete: () => {
        const before = this.readProtection;
        die.optionBytes = wanted;
        if (before === 1 && this.readProtection === 0) eraseCells(die.main, 0, die.main.bytes.length);
        this.endOfOperation();
      },
      // The old ones hold until the new ones are whole.
      interrupt: () => {},
    });
  }

  protected setOption(mask: number, value: number): void {
    this.chip.die.optionBytes = ((this.chip.die.optionBytes & ~mask) | value) >>> 0;
  }

  protected commonBench() {
    return {
      setStatus: (flags: number): void => {
        this.status |= flags;
      },
      unlock: (): void => this.key.unlock(),
      deafen: (): void => this.key.deafen(),
      setReadProtection: (level: 0 | 1 | 2): void =>
        this.setOption(0xff << this.rdpShift, rdpOfLevel[level] << this.rdpShift),
      stickBusy: (): void => this.operation.stick(),
      delayBusy: (cycles: number): void => {
        this.operation.hiddenCycles = cycles;
      },
      slowProgramming: (factor: number): void => {
        this.#slowness = factor;
      },
      setUid: (uid: Uint8Array): void => setUid(this.#system, this.chip.device, uid),
      setFlashSize: (kb: number): void => setFlashSize(this.#system, this.chip.device, kb),
      seedNoise: (seed: number): void => this.#noise.seed(seed),
    };
  }
}

/** RDP bytes that mean level 0, 1 and 2. */
const rdpOfLevel = { 0: 0xaa, 1: 0x55, 2: 0xcc } as const;

function levelOfRdp(rdp: number): 0 | 1 | 2 {
  return rdp === rdpOfLevel[0] ? 0 : rdp === rdpOfLevel[2] ? 2 : 1;
}
