import { BusError } from '../memory/bus-error.js';
import type { RegisterBlock } from '../memory/region.js';
import type { ControllerBench } from './controller.js';
import { FlashBase } from './flash-base.js';

/** The registers of a flash interface. */
export abstract class FlashRegisters extends FlashBase implements RegisterBlock {
  readonly registerSize = 0x400;

  /** Does what STRT asks for. */
  protected abstract erase(): void;
  /** After each write to FLASH_CR that counts. */
  protected abstract controlWritten(): void;
  protected abstract readOther(offset: number): number;
  protected abstract writeOther(offset: number, value: number, lanes: number): void;

  readRegister(offset: number): number {
    const { io } = this;
    switch (io.roleAt(offset)) {
      case 'access':
        return this.accelerator.value | this.flagsInAccess;
      case 'status':
        return this.#status();
      case 'control': {
        this.operation.settle();
        const locks =
          (this.key.locked ? io.lock : 0) | (this.optionKey.locked ? io.options.lockInControl : 0);
        return (this.control | locks) >>> 0;
      }
      case 'options': {
        this.operation.settle();
        const { startInOptions, lockInOptions } = io.options;
        return ((this.options.shown & ~startInOptions) | (this.optionKey.locked ? lockInOptions : 0)) >>> 0;
      }
      case undefined:
        return this.readOther(offset);
      default:
        return 0;
    }
  }

  writeRegister(offset: number, value: number, lanes: number): void {
    const address = this.chip.device.bank.controller.base + offset;
    switch (this.io.roleAt(offset)) {
      case 'access':
        this.#noteReserved(value & lanes, this.family.acr.writable | this.flagsOfAccess);
        this.accelerator.write((this.accelerator.value & ~lanes) | (value & lanes));
        this.accessWritten(value, lanes);
        return;
      case 'key':
        this.key.enter(value, address);
        return;
      case 'optionKey':
        // Where OPTLOCK is in FLASH_CR, OPTKEYR counts only while LOCK is clear (RM0351 §3.4.2).
        if (!this.io.options.lockInControl || !this.key.locked) this.optionKey.enter(value, address);
        return;
      case 'clear':
        this.#clear(value & lanes);
        return;
      case 'status':
        if (this.io.clearsInStatus) this.#clear(value & lanes);
        return;
      case 'control':
        this.#writeControl(value, lanes, address);
        return;
      case 'options':
        this.#writeOptions(value, lanes);
        return;
      default:
        this.writeOther(offset, value, lanes);
    }
  }

  /** Bits of FLASH_ACR beside those of wait states and caches. */
  protected get flagsOfAccess(): number {
    return 0;
  }

  /** What FLASH_ACR and FLASH_SR show beside wait states, caches and flags of operations. */
  protected get flagsInAccess(): number {
    return 0;
  }

  protected get flagsInStatus(): number {
    return 0;
  }

  protected accessWritten(_value: number, _lanes: number): void {}

  protected statusWritten(_ones: number): void {}

  #status(): number {
    const busy = this.operation.showsBusy ? this.busyFlags || this.io.busy[0] : 0;
    return (this.status | busy | (this.isPending ? this.io.pending : 0) | this.flagsInStatus) >>> 0;
  }

  #clear(ones: number): void {
    this.#noteReserved(ones, this.io.known.status);
    this.operation.settle();
    this.status &= ~(ones & this.io.clearable);
    this.statusWritten(ones);
  }

  #writeControl(value: number, lanes: number, address: number): void {
    const { io } = this;
    if (this.isPending) {
      if (this.operation.busy) this.chip.counters.controlWritesWhileBusy += 1;
      throw new BusError(address, true, 'FLASH_CR must not be written while CFGBSY is set');
    }
    this.awaitIdle('controlWritesWhileBusy');
    this.#noteReserved(value & lanes, io.known.control);
    if (this.key.locked) return;
    const next = (this.control & ~lanes) | (value & lanes);
    this.control = next & io.writable;
    this.controlWritten();
    if (value & lanes & io.options.startInControl) this.startOptions();
    if (value & lanes & io.options.lockInControl) this.optionKey.lock();
    if (value & lanes & io.lock) {
      this.key.lock();
      if (io.options.lockInControl) this.optionKey.lock();
    }
    if (next & io.field('STRT')) this.erase();
  }

  #noteReserved(ones: number, known: number): void {
    if (ones & ~known) this.chip.counters.reservedWrites += 1;
  }

  // Nothing is taken while OPTLOCK is set.
  #writeOptions(value: number, lanes: number): void {
    this.awaitIdle('controlWritesWhileBusy');
    if (!this.optionKey.locked) this.options.write(value, lanes);
    const { startInOptions, lockInOptions } = this.io.options;
    if (value & lanes & startInOptions) this.startOptions();
    if (value & lanes & lockInOptions) this.optionKey.lock();
  }

  protected commonBench(): Omit<ControllerBench, 'setEmpty' | 'leaveHalf' | 'reportEccBy'> {
    return {
      setStatus: (flags) => {
        this.status |= flags;
      },
      unlock: () => this.key.unlock(),
      deafen: () => this.key.deafen(),
      setReadProtection: (level) => this.options.setLevel(level),
      setOptionBytes: (value) => this.options.set(value),
      setOptionWord: () => {},
      setHardwareWatchdog: (on) => this.options.setBits(this.watchdogBit, on ? 0 : this.watchdogBit),
      stickBusy: () => this.operation.stick(),
      delayBusy: (cycles) => {
        this.operation.hiddenCycles = cycles;
      },
      latePending: (cycles) => {
        this.operation.lateCycles = cycles;
      },
      slowProgramming: (factor) => {
        this.slowness = factor;
      },
      setUid: (uid) => this.cells.setUid(uid),
      setFlashSize: (kb) => this.cells.setFlashSize(kb),
      seedNoise: (seed) => this.cells.seedNoise(seed),
    };
  }
}
