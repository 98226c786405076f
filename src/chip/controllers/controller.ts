import type { Device, Sector } from '../../bank/index.js';
import type { ChipClock } from '../clock.js';
import type { ChipCounters } from '../counters.js';
import type { Die } from '../memory/die.js';
import type { BusMaster, BusWidth, RegisterBlock } from '../memory/region.js';
import type { CacheReaders } from './accelerator.js';
import type { OptionWord } from './word-options.js';

/**
 * main: the main flash; otp: the OTP area; system: ST's reserved cells around it (UID, sizes). An operation in a reserved
 * sector is one in otp, though its cells are main flash.
 */
export type Area = 'main' | 'otp' | 'system';

/** What a controller knows of the chip around it. */
export interface ControllerContext {
  readonly device: Device;
  readonly die: Die;
  readonly clock: ChipClock;
  readonly counters: ChipCounters;
  readonly supplyMv: () => number;
  /** What a register of PWR holds, by its offset. */
  readonly pwr: (offset: number) => number;
  /** Whether a debugger has touched the chip since power-up: the intrusion of RDP level 1. */
  readonly debuggerSeen: () => boolean;
  readonly pendNmi: () => void;
  /** Who reads through the data cache. */
  readonly cacheReaders: CacheReaders;
  /** Counts an operation that starts now and takes so many cycles, and tells who listens. */
  readonly started: (operation: FlashOperation, cycles: number) => void;
}

/** An operation that changes cells: one write unit, or the first byte of what is erased. */
export interface FlashOperation {
  readonly kind: 'program' | 'erase';
  readonly area: Area;
  readonly address: number;
}

export type OperationListener = (operation: FlashOperation) => void;

/** The flash peripheral of a chip. */
export interface FlashController extends RegisterBlock {
  readonly registerBase: number;
  readonly registerSize: number;
  /** Main flash in erase order. */
  readonly sectors: readonly Sector[];
  /** Write unit of the main flash for programming by the model. */
  readonly mainUnit: number;
  readonly eraseTimeUs: number;
  /** The watchdog starts by itself at reset. */
  readonly hardwareWatchdog: boolean;
  /** The next reset boots ST's loader instead of the main flash. */
  readonly bootsSystemMemory: boolean;
  readonly readProtection: 0 | 1 | 2;
  /** The level of its NMI output. */
  readonly nmiLine: boolean;
  read(area: Area, offset: number, width: BusWidth, master: BusMaster): number;
  write(area: Area, offset: number, width: BusWidth, value: number, master: BusMaster): void;
  /** Instruction fetch from the main flash. */
  fetch(offset: number): number;
  /** The cell that is at an offset of the main flash now: another one where two banks have changed places. */
  cellAt(offset: number): number;
  /** A reset in the middle of an operation leaves cells in between (RM0090 §3.6, RM0351 §3.3.5). */
  reset(kind: 'power' | 'system'): void;
  /** Lets chip time pass until the running operation is over. */
  finish(): void;
  readonly bench: ControllerBench;
}

/** What a test bench can do to a controller without the keys. */
export interface ControllerBench {
  /** Sets flags of FLASH_SR. */
  setStatus(flags: number): void;
  unlock(): void;
  /** From now on KEYR accepts no key, whatever is written. */
  deafen(): void;
  /** Flash size register, in KB. */
  setUid(uid: Uint8Array): void;
  setFlashSize(kb: number): void;
  /** What unstable cells read from now on follows from this. */
  seedNoise(seed: number): void;
  /** From now on BSY never falls. */
  stickBusy(): void;
  /** From now on BSY shows an operation only so many cycles after its start. */
  delayBusy(cycles: number): void;
  /** From now on CFGBSY falls only so many cycles after BSY, where the family has it. */
  latePending(cycles: number): void;
  /** As if somebody had written the first word of a unit and gone. Nothing where a unit is one access. */
  leaveHalf(area: Area, offset: number): void;
  /** From now on the n-th ECC register shows the errors of OTP. */
  reportEccBy(index: number): void;
  /** From now on each program operation takes that many times the typical time. */
  slowProgramming(factor: number): void;
  setOptionBytes(value: number): void;
  /** Sets a further option word where the family has several. */
  setOptionWord(word: OptionWord, value: number): void;
  setReadProtection(level: 0 | 1 | 2): void;
  setHardwareWatchdog(on: boolean): void;
  /** Sets the flag of an unprogrammed main flash, where the line has it. */
  setEmpty(on: boolean): void;
}
