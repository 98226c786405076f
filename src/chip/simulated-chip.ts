import type { Device, Sector } from '../bank/index.js';
import type { AccessWidth, FlashProgress, RegisterName } from '../target/index.js';
import { AhbPort } from './ahb-port.js';
import { type ChipBench, createBench } from './bench.js';
import { blankDie, type ChipState, dieOfState, stateOfDie } from './chip-state.js';
import { ChipSystem } from './chip-system.js';
import type { CacheReaders } from './controllers/accelerator.js';
import type { OperationListener } from './controllers/controller.js';
import { readCoreRegister, writeCoreRegister } from './core/register-access.js';
import type { ChipCounters } from './counters.js';
import { debugAccessUs, readBlock, writeBlock } from './debug-access.js';
import { type HaltReason, isDebugState } from './halt-reason.js';
import type { BusListener } from './memory/bus.js';
import { BusError, BusStall } from './memory/bus-error.js';
import type { Die } from './memory/die.js';
import type { DbgmcuReads } from './peripherals/dbgmcu.js';
import { type FlashSegment, programMainFlash } from './program-flash.js';

export interface ChipOptions {
  /** The 96-bit unique ID; one that follows from the device's name unless given. */
  readonly uid?: Uint8Array;
  /** Supply in millivolts; 3300 unless given. */
  readonly vddMv?: number;
  /** Whose reads the data cache answers; a debugger's too unless given, which is the worse for it. */
  readonly cacheReaders?: CacheReaders;
  /** What DBGMCU answers while it has no clock, on families that gate it; `open` unless given. */
  readonly dbgmcuReads?: DbgmcuReads;
}

/**
 * A simulated STM32 as a debugger sees it: memory access, core registers, breakpoints, run control and reset.
 * Nothing runs by itself; time passes in `run` and with each debug access. Memory access throws BusError.
 * Without supply everything that a debugger does throws PowerLost.
 */
export class SimulatedChip {
  readonly device: Device;
  /** What a test bench can do to the chip that no debugger can. */
  readonly bench: ChipBench;
  /** Whose reads the data cache answers. */
  readonly cacheReaders: CacheReaders;
  /** What DBGMCU answers while it has no clock. */
  readonly dbgmcuReads: DbgmcuReads;
  /** What a debug port reaches the chip by. */
  readonly ahb: AhbPort;
  readonly #die: Die;
  readonly #system: ChipSystem;
  readonly #breakpoints = new Map<number, number>();
  #nextBreakpoint = 1;
  #haltReason: HaltReason = 'reset';

  private constructor(device: Device, die: Die, options: ChipOptions) {
    this.device = device;
    this.#die = die;
    this.cacheReaders = options.cacheReaders ?? 'debug';
    this.dbgmcuReads = options.dbgmcuReads ?? 'open';
    const { cacheReaders, dbgmcuReads } = this;
    const made = { vddMv: options.vddMv ?? 3300, cacheReaders, dbgmcuReads };
    this.#system = new ChipSystem(device, die, made, {
      haltReason: () => this.#haltReason,
      onReset: (halts) => this.#setHalted(halts ? 'reset' : 'running'),
      onHaltRequest: (halt) => this.#requestHalt(halt),
      onStepRequest: () => this.#stepOnRequest(),
    });
    this.ahb = new AhbPort(this.#system, {
      isHalted: () => this.isHalted,
      run: (microseconds) => this.run(microseconds),
    });
    this.bench = createBench(device, die, this.#system);
    this.#system.reset('power', true);
  }

  /** A chip as it left the factory: erased, unlocked, read protection off. Errors: CHIP_CONTROLLER. */
  static create(device: Device, options: ChipOptions = {}): SimulatedChip {
    return new SimulatedChip(device, blankDie(device, options.uid), options);
  }

  /** A chip with the contents of another's `toState`. Errors: CHIP_FILE_DEVICE, CHIP_FILE_INVALID. */
  static fromState(state: ChipState, device: Device, options: ChipOptions = {}): SimulatedChip {
    return new SimulatedChip(device, dieOfState(state, device), options);
  }

  /** What survives without power; a running flash operation is waited for. */
  toState(): ChipState {
    this.#system.finishOperation();
    return stateOfDie(this.#die, this.device);
  }

  /** The family whose chip answers: another one than the bank's where its controller does not name that. */
  get simulatedAs(): string {
    return this.#system.family;
  }

  /** What of the main flash is erased at once, in ascending order. */
  get flashSectors(): readonly Sector[] {
    return this.#system.controller.sectors;
  }

  /** Chip time in cycles of the reset clock. */
  get cycles(): number {
    return this.#system.clock.now;
  }

  get timeUs(): number {
    return this.#system.clock.microseconds;
  }

  get counters(): Readonly<ChipCounters> {
    return this.#system.counters;
  }

  get vddMv(): number {
    return this.#system.vddMv;
  }

  get isHalted(): boolean {
    return this.#haltReason !== 'running';
  }

  get haltReason(): HaltReason {
    return this.#haltReason;
  }

  /** What made the last HardFault or lock-up, as text. */
  get faultReason(): string | undefined {
    return this.#system.core.faultReason;
  }

  /** False after a power cut, until powerCycle. */
  get isPowered(): boolean {
    return this.#system.isPowered;
  }

  /** Reads through the AHB-AP. `auto` uses words where address and length allow. Errors: BusError. */
  readMemory(address: number, length: number, width: AccessWidth = 'auto'): Uint8Array {
    return readBlock(address, length, width, (at, size) => {
      this.#debugAccess(at, false);
      return this.#guarded(at, false, () => this.#system.bus.read(at, size, 'debug'));
    });
  }

  /** Writes through the AHB-AP, in ascending order. Errors: BusError; what lies before it is written. */
  writeMemory(address: number, data: Uint8Array, width: AccessWidth = 'auto'): void {
    writeBlock(address, data, width, (at, size, value) => {
      this.#debugAccess(at, true);
      this.#guarded(at, true, () => this.#system.bus.write(at, size, value, 'debug'));
    });
  }

  readRegister(name: RegisterName): number {
    this.#debugAccess(0, false);
    return readCoreRegister(this.#system.core, name);
  }

  writeRegister(name: RegisterName, value: number): void {
    this.#debugAccess(0, true);
    writeCoreRegister(this.#system.core, name, value);
  }

  /** Halts the core before it executes the instruction there. Returns the breakpoint's id. */
  setBreakpoint(address: number): number {
    this.#debugAccess(0, true);
    const id = this.#nextBreakpoint;
    this.#nextBreakpoint += 1;
    this.#breakpoints.set(id, (address & ~1) >>> 0);
    return id;
  }

  clearBreakpoint(id: number): void {
    this.#debugAccess(0, true);
    this.#breakpoints.delete(id);
  }

  /** System reset; the core is halted before its first instruction. */
  reset(): void {
    this.#debugAccess(0, true);
    this.#system.reset('system', true);
  }

  /** Power off and on. A flash operation that was running is cut. The core runs, with no debugger attached. */
  powerCycle(): void {
    this.#breakpoints.clear();
    this.#system.reset('power', false);
  }

  /** Lets the core run; a breakpoint at PC is passed over once. Nothing executes before `run`. */
  go(): void {
    this.#debugAccess(0, true);
    if (!this.isHalted) return;
    this.#setHalted('running');
    this.#system.passOver = this.#system.core.pc;
  }

  halt(): void {
    this.#debugAccess(0, true);
    if (!this.isHalted) this.#setHalted('request');
  }

  /** Executes one instruction of a halted core. */
  step(): void {
    this.#debugAccess(0, true);
    const stop = this.#system.stepOver();
    if (stop) this.#setHalted(stop);
  }

  /** Runs until the core halts (true) or that much chip time has passed (false). */
  run(maxMicroseconds: number): boolean {
    this.#system.checkPower();
    const { clock } = this.#system;
    const deadline = clock.now + clock.cyclesOf(maxMicroseconds);
    const addresses = [...this.#breakpoints.values()];
    while (!this.isHalted && clock.now < deadline) {
      const stop = this.#system.step(addresses);
      if (stop) this.#setHalted(stop);
    }
    return this.isHalted;
  }

  /**
   * Erases the sectors that the segments touch and programs them, as a probe's own download does.
   * Errors: CHIP_FLASH_RANGE, CHIP_FLASH_PROTECTED.
   */
  programFlash(segments: readonly FlashSegment[], progress: (state: FlashProgress) => void = () => {}): void {
    this.#debugAccess(0, true);
    programMainFlash(this.device, this.#die, this.#system, segments, progress);
  }

  /** Calls back before each data access of the core or a debugger. Returns how to stop. */
  onAccess(listener: BusListener): () => void {
    return this.#system.bus.onAccess(listener);
  }

  /** Calls back when a program or erase operation starts. Returns how to stop. */
  onOperation(listener: OperationListener): () => void {
    return this.#system.onOperation(listener);
  }

  // A debugger's C_HALT ends lock-up (ARMv7-M manual B1.5.15); without it nothing does.
  #requestHalt(halt: boolean): void {
    if (halt && !isDebugState(this.#haltReason)) this.#setHalted('request');
    else if (!halt && isDebugState(this.#haltReason) && !this.#system.isHeldInReset)
      this.#setHalted('running');
  }

  // C_STEP: DFSR.HALTED afterwards, unless something else stopped the core. A step into lock-up ends in debug state.
  #stepOnRequest(): void {
    if (this.#system.isHeldInReset) return;
    this.#setHalted('running');
    const stop = this.#system.stepOver();
    if (stop === undefined && this.#haltReason !== 'running') return;
    this.#setHalted(stop === undefined || stop === 'lockup' ? 'request' : stop);
  }

  #setHalted(reason: HaltReason): void {
    this.#haltReason = reason;
    this.#system.haltChanged();
  }

  #debugAccess(address: number, write: boolean): void {
    this.#system.checkPower();
    this.#system.attachDebugger();
    if (this.#system.controller.readProtection === 2) {
      throw new BusError(address, write, 'the debug port is off at read protection level 2');
    }
    this.#system.counters.debugAccesses += 1;
    this.#system.clock.advance(this.#system.clock.cyclesOf(debugAccessUs));
  }

  #guarded<T>(address: number, write: boolean, access: () => T): T {
    try {
      return access();
    } catch (error) {
      if (error instanceof BusStall) throw new BusError(address, write, error.message);
      throw error;
    }
  }
}
