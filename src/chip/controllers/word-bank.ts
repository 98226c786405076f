import { BusError } from '../memory/bus-error.js';
import { cutErase } from '../memory/cut-short.js';
import { type CellArray, UnitState } from '../memory/die.js';
import { type BusWidth, readBytesAt } from '../memory/region.js';
import type { Area, ControllerContext } from './controller.js';
import { cutUnit, overwriteUnit } from './ecc-unit.js';
import { KeyLock } from './key-lock.js';
import { OperationTimer } from './operation.js';
import { type FlashWord, WordBuffer, wordSize } from './word-buffer.js';
import type { WordOptions } from './word-options.js';
import { WordProtection } from './word-protection.js';
import { Control, clearable, controlBits, keys, Register, Status, sectorNumber } from './word-registers.js';

/** What a flash bank knows of the chip around it. */
export interface WordBankHost {
  readonly chip: ControllerContext;
  readonly options: WordOptions;
  readonly eraseUs: { readonly sector: number; readonly all: number };
  /** Read protection level 1 with a debugger. */
  readonly isClosed: () => boolean;
  /** Where a cell of the bank is now, and what it is a part of. */
  readonly placeOf: (offset: number) => { readonly area: Area; readonly address: number };
}

/** The cells of a bank: `first` of them in the main flash, in sectors of one size. */
export interface WordBankCells {
  readonly number: 1 | 2;
  readonly cells: CellArray;
  readonly first: number;
  readonly size: number;
  readonly sectorSize: number;
}

/** One flash bank of 256-bit words with its registers, its write buffer and its operations. Offsets count in the bank. */
export class WordBank {
  readonly key = new KeyLock(...keys.control);
  readonly operation: OperationTimer;
  readonly #host: WordBankHost;
  readonly #at: WordBankCells;
  readonly #buffer = new WordBuffer();
  readonly #protection: WordProtection;
  #control = controlBits.reset;
  #status = 0;
  /** FAIL_ECC_ADDR: the word of the first error since the flags were clear. */
  #failed = 0;
  /** How much longer than the typical time a word takes. */
  slowness = 1;

  constructor(host: WordBankHost, cells: WordBankCells) {
    this.#host = host;
    this.#at = cells;
    this.operation = new OperationTimer(host.chip.clock);
    this.#protection = new WordProtection(host, cells);
  }

  readRegister(offset: number): number {
    switch (offset) {
      case Register.CR:
        this.operation.settle();
        return (this.#control | (this.key.locked ? Control.LOCK : 0)) >>> 0;
      case Register.SR:
        return this.#shownStatus;
      case Register.ECC_FA:
        return this.#failed;
      default:
        return this.#host.options.read(offset, this.#at.number) ?? 0;
    }
  }

  writeRegister(offset: number, value: number, lanes: number, address: number): void {
    switch (offset) {
      case Register.KEYR:
        this.key.enter(value, address);
        return;
      case Register.CR:
        this.#writeControl(value, lanes);
        return;
      case Register.CCR:
        this.operation.settle();
        this.#noteReserved(value & lanes, clearable);
        this.#status &= ~(value & lanes & clearable);
        if (!(this.#status & (Status.SNECCERR | Status.DBECCERR))) this.#failed = 0;
        return;
      default:
    }
  }

  /** A read of 1, 2 or 4 bytes. Errors: BusError for a word with a double error, and for what is protected. */
  read(offset: number, width: BusWidth, kind: 'data' | 'fetch' = 'data'): number {
    if (kind === 'data') this.#wait('arrayReadsWhileBusy');
    else if (this.operation.busy) this.operation.stall();
    this.#checkReadable(offset, kind);
    const { cells, first } = this.#at;
    const state = cells.units?.[Math.floor((first + offset) / wordSize)] ?? UnitState.Erased;
    if (state === UnitState.Weak) this.#noteEcc(Status.SNECCERR, offset);
    // A bus error for the core and a debugger alike, as users of the H743 report (ST community, STM32H7 internal flash error).
    if (state === UnitState.Damaged) {
      this.#noteEcc(Status.DBECCERR, offset);
      throw new BusError(this.#addressOf(offset), false, 'a double ECC error in this flash word');
    }
    return readBytesAt(cells.bytes, first + offset, width);
  }

  write(offset: number, width: BusWidth, value: number): void {
    this.#wait('arrayWritesWhileBusy');
    const error = this.#writeError(offset, width);
    if (error) {
      this.#dropBuffer();
      this.refuse(error);
      return;
    }
    const word = this.#buffer.put(offset, width, value);
    if (word) this.#program(word);
  }

  /** Erases the bank, as BER or MER ask for. */
  eraseAll(): void {
    const count = this.#at.size / this.#at.sectorSize;
    this.#erase(
      Array.from({ length: count }, (_, sector) => sector),
      this.#host.eraseUs.all,
    );
  }

  /** As if somebody had written the first bytes of a word and gone. */
  leaveHalf(offset: number): void {
    this.#buffer.put(offset - (offset % wordSize), 4, 0);
  }

  /** An operation on the bank that is not one of its cells. */
  occupy(cycles: number, complete: () => void): void {
    this.operation.start({ cycles, complete, interrupt: () => {} });
  }

  refuse(flag: number): void {
    this.#host.chip.counters.refusedOperations += 1;
    this.setStatus(flag);
  }

  setStatus(flags: number): void {
    this.#status |= flags;
  }

  reset(): void {
    this.operation.interrupt();
    this.key.reset();
    this.#buffer.clear();
    this.#control = controlBits.reset;
    this.#status = 0;
    this.#failed = 0;
  }

  get #shownStatus(): number {
    const { operation } = this;
    const busy = operation.showsBusy;
    // QW stays until the queue is empty, which may be after BSY.
    const queued = busy || (!operation.busy && operation.showsPending);
    const waits =
      (busy ? Status.BSY : 0) | (queued ? Status.QW : 0) | (this.#buffer.isWaiting ? Status.WBNE : 0);
    return (this.#status | waits) >>> 0;
  }

  // "When LOCK changes from 0 to 1, the other bits do not change" (FLASH_CR1 in ST's SVD file).
  #writeControl(value: number, lanes: number): void {
    this.#wait('controlWritesWhileBusy');
    this.#noteReserved(value & lanes, controlBits.known);
    if (this.key.locked) return;
    const ones = value & lanes;
    if (ones & Control.LOCK) {
      this.key.lock();
      return;
    }
    this.#control = ((this.#control & ~lanes) | ones) & controlBits.held;
    // "All the data stored in the buffer but not sent to the operation queue are lost" (FLASH_CR1 in ST's SVD file).
    if (!(this.#control & Control.PG)) this.#dropBuffer();
    if (ones & Control.FW) {
      const word = this.#buffer.take();
      if (word) this.#program(word);
    }
    if (ones & Control.START) this.#start();
  }

  // BER goes before SER (FLASH_CR1 in ST's SVD file).
  #start(): void {
    if (this.#control & Control.BER) this.eraseAll();
    else if (this.#control & Control.SER)
      this.#erase([sectorNumber(this.#control)], this.#host.eraseUs.sector);
    else this.refuse(Status.PGSERR);
  }

  #erase(sectors: readonly number[], timeUs: number): void {
    const { cells, first, size, sectorSize } = this.#at;
    if (sectors.some((sector) => this.#protection.keepsSector(sector))) {
      this.refuse(Status.WRPERR);
      return;
    }
    const lowest = (sectors[0] ?? 0) * sectorSize;
    // A sector that the bank does not have.
    if (lowest >= size) {
      this.refuse(Status.PGSERR);
      return;
    }
    const erase = (progress: number): void => {
      for (const sector of sectors) cutErase(cells, first + sector * sectorSize, sectorSize, progress);
    };
    this.#run('erase', lowest, timeUs, erase);
  }

  #writeError(offset: number, width: number): number {
    if (!(this.#control & Control.PG)) return Status.PGSERR;
    if (this.#protection.keepsFrom(offset, width)) return Status.WRPERR;
    const refused = this.#buffer.refuses(offset, width);
    return refused ? Status[refused] : 0;
  }

  #program({ offset, bytes }: FlashWord): void {
    const { cells, first } = this.#at;
    const at = first + offset;
    const isBlank = (cells.units?.[at / wordSize] ?? UnitState.Erased) === UnitState.Erased;
    const { device } = this.#host.chip;
    this.#run('program', offset, device.bank.timing.tprogTypicalUs * this.slowness, (progress) => {
      if (isBlank) cutUnit(cells, at, bytes, progress);
      else overwriteUnit(cells, at, bytes, progress);
    });
  }

  #run(kind: 'program' | 'erase', offset: number, timeUs: number, cut: (progress: number) => void): void {
    const { clock, started } = this.#host.chip;
    const cycles = clock.cyclesOf(timeUs);
    started({ kind, ...this.#host.placeOf(offset) }, cycles);
    this.operation.start({
      cycles,
      complete: () => {
        cut(kind === 'erase' ? 1 : this.#reach);
        if (this.#control & Control.EOPIE) this.setStatus(Status.EOP);
      },
      interrupt: cut,
    });
  }

  // With too little supply cells are left with too little charge.
  get #reach(): number {
    const { chip } = this.#host;
    return chip.supplyMv() >= chip.device.bank.supply.minimumMv ? 1 : 0.9;
  }

  #checkReadable(offset: number, kind: 'data' | 'fetch'): void {
    const refusal = this.#protection.readRefusal(offset, kind);
    if (!refusal) return;
    this.setStatus(refusal.flag);
    throw new BusError(this.#addressOf(offset), false, refusal.reason);
  }

  #noteEcc(flag: number, offset: number): void {
    if (!(this.#status & (Status.SNECCERR | Status.DBECCERR))) this.#failed = Math.floor(offset / wordSize);
    this.setStatus(flag);
  }

  #dropBuffer(): void {
    if (this.#buffer.isWaiting) this.#host.chip.counters.halfWrittenUnits += 1;
    this.#buffer.clear();
  }

  #wait(counter: 'arrayReadsWhileBusy' | 'arrayWritesWhileBusy' | 'controlWritesWhileBusy'): void {
    if (!this.operation.busy) return;
    this.#host.chip.counters[counter] += 1;
    this.operation.stall();
  }

  #noteReserved(ones: number, known: number): void {
    if (ones & ~known) this.#host.chip.counters.reservedWrites += 1;
  }

  #addressOf(offset: number): number {
    return this.#host.placeOf(offset).address;
  }
}
