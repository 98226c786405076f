import type { Device, RegisterBit } from '../bank/index.js';
import { ChipClock } from './clock.js';
import type { FlashController, FlashOperation, OperationListener } from './controllers/controller.js';
import { createController } from './controllers/index.js';
import { ArmV6mCore, type CoreStop } from './core/armv6m-core.js';
import { type ChipCounters, newCounters } from './counters.js';
import { modelOf } from './families/index.js';
import { FaultSchedule } from './faults/schedule.js';
import { isDebugState } from './halt-reason.js';
import { Bus } from './memory/bus.js';
import { BusStall, PowerLost } from './memory/bus-error.js';
import type { Die } from './memory/die.js';
import { flashRegions } from './memory/flash-regions.js';
import { Noise } from './memory/noise.js';
import { Ram } from './memory/ram.js';
import { peripheralRegions, registerRegion } from './memory/region.js';
import { componentOf, corePartsOf } from './peripherals/core-parts.js';
import { coreRegions } from './peripherals/core-regions.js';
import { DebugMcu, dbgmcuFacts } from './peripherals/dbgmcu.js';
import { DebugApb } from './peripherals/debug-apb.js';
import { Dwt } from './peripherals/dwt.js';
import { Fpb } from './peripherals/fpb.js';
import { Iwdg } from './peripherals/iwdg.js';
import { RegisterFile } from './peripherals/register-file.js';
import { SystemControlSpace } from './peripherals/scs.js';
import { SysTick } from './peripherals/systick.js';
import type { ResetKind, SystemEvents, SystemOptions } from './system-types.js';

/** The parts of one chip, wired together. */
export class ChipSystem {
  readonly clock: ChipClock;
  readonly counters: ChipCounters = newCounters();
  readonly bus: Bus;
  readonly core: ArmV6mCore;
  readonly controller: FlashController;
  readonly pwr: RegisterFile;
  readonly dbgmcu: DebugMcu;
  /** The family whose chip this is. */
  readonly family: string;
  /** What happens at the n-th flash operation from now, or at a time. */
  readonly faults: FaultSchedule;
  vddMv: number;
  /** Whether PWR reads zero until RCC clocks it. */
  gatesPowerClock = true;
  /** A breakpoint here does not stop the next instruction. */
  passOver: number | undefined;
  /** A breakpoint stops the core behind its instruction instead of before it. */
  stopsLate = false;
  readonly #rcc: RegisterFile;
  readonly #instructionCache = new RegisterFile(new Map());
  readonly #iwdg: Iwdg;
  readonly #systick: SysTick;
  /** Where the reset vector is. */
  readonly #bootBase: number;
  readonly #scs: SystemControlSpace;
  /** Where the AHB-AP says that the ROM table is. */
  readonly romTable: number;
  /** The bus of an access port for the system's debug parts. */
  readonly debugApb: DebugApb | undefined;
  readonly #fpb: Fpb;
  readonly #dwt: Dwt;
  readonly #events: SystemEvents;
  readonly #operationListeners = new Set<OperationListener>();
  #debuggerSeen = false;
  #bootsSystem = false;
  #resetPending = false;
  #isStepping = false;
  #isPowered = true;
  #isHeldInReset = false;
  readonly #resetListeners = new Set<(kind: ResetKind) => void>();

  constructor(device: Device, die: Die, options: SystemOptions, events: SystemEvents) {
    const { bank } = device;
    const { vddMv, cacheReaders, dbgmcuReads } = options;
    const { family } = modelOf(device);
    const { iwdg, rcc, pwr, pwrClock } = bank.peripherals ?? family.assumed.peripherals;
    this.family = family.name;
    this.#bootBase = family.bootBase;
    this.vddMv = vddMv;
    this.#events = events;
    this.clock = new ChipClock(bank.timing.resetClockHz);
    this.faults = new FaultSchedule(this.clock, () => this.checkPower());
    this.controller = createController({
      device,
      die,
      clock: this.clock,
      counters: this.counters,
      supplyMv: () => this.vddMv,
      pwr: (offset) => this.pwr.peek(offset),
      debuggerSeen: () => this.#debuggerSeen,
      pendNmi: () => this.core.pendNmi(),
      cacheReaders,
      started: (operation, cycles) => this.operationStarted(operation, cycles),
    });
    const requestReset = (): void => this.requestReset();
    this.#iwdg = new Iwdg(this.clock, requestReset);
    this.#rcc = new RegisterFile(family.rccReset);
    const isClocked = (clock: RegisterBit | undefined): boolean =>
      !clock || ((this.#rcc.peek(clock.register - rcc) >>> clock.bit) & 1) === 1;
    this.pwr = new RegisterFile(family.pwrReset, () => !this.gatesPowerClock || isClocked(pwrClock));
    const debugFacts = dbgmcuFacts(device, family.assumed.dbgmcuClock);
    this.dbgmcu = new DebugMcu(debugFacts, dbgmcuReads, {
      isClocked: () => isClocked(debugFacts.clock),
      changed: () => this.haltChanged(),
    });
    this.#systick = new SysTick(this.clock, () => {
      this.core.cpu.pendingSystick = true;
      this.core.cpu.interruptsUpdated = true;
    });
    const cpuid = bank.cpuid ?? family.assumed.cpuid;
    const parts = corePartsOf(cpuid);
    const romTables = family.romTables ?? parts.romTables;
    this.romTable = romTables[0].base;
    this.debugApb = family.debugApb && new DebugApb(family.debugApb, this.dbgmcu);
    this.#fpb = new Fpb(componentOf(parts, 'fpb'));
    this.#dwt = new Dwt(this.clock, () => this.core.pc, componentOf(parts, 'dwt'));
    this.bus = new Bus(new Ram(device.line), [
      registerRegion(this.controller.registerBase, this.controller.registerSize, this.controller),
      ...flashRegions(device, this.controller, {
        base: family.bootBase,
        isSystem: () => this.#bootsSystem,
        systemMemory: family.systemMemory,
      }),
      ...peripheralRegions([iwdg, this.#iwdg], [rcc, this.#rcc], [pwr, this.pwr]),
      ...peripheralRegions([family.instructionCache, this.#instructionCache]),
      registerRegion(bank.identity.idcode, debugFacts.size, this.dbgmcu),
      ...coreRegions({
        scs: () => this.#scs,
        fpb: this.#fpb,
        dwt: this.#dwt,
        romTables,
        devId: () => this.dbgmcu.devId,
      }),
    ]);
    this.core = new ArmV6mCore(this.bus, this.clock, this.counters);
    this.core.nmiLine = () => this.controller.nmiLine;
    const heldInReset = (): boolean => this.#isHeldInReset;
    const { counters } = this;
    this.#scs = new SystemControlSpace(this.core, this.#systick, {
      cpuid,
      id: componentOf(parts, 'scs'),
      get haltReason() {
        return events.haltReason();
      },
      get isHeldInReset() {
        return heldInReset();
      },
      get instructions() {
        return counters.instructions;
      },
      requestReset,
      requestHalt: events.onHaltRequest,
      requestStep: events.onStepRequest,
    });
  }

  /** One instruction, or a halt in front of one. */
  step(set: readonly number[]): CoreStop | 'breakpoint' | undefined {
    const comparators = this.#fpb.breakpoints;
    if (set.length > 0 || comparators.length > 0) {
      const { pc } = this.core;
      const isPassedOver = pc === this.passOver;
      this.passOver = undefined;
      if (!isPassedOver && (set.includes(pc) || (this.core.debugEnabled && comparators.includes(pc))))
        return this.stopsLate ? (this.stepOver() ?? 'breakpoint') : 'breakpoint';
    }
    return this.stepOver();
  }

  /** One instruction, whatever breakpoint is set on it. */
  stepOver(): CoreStop | undefined {
    this.#isStepping = true;
    const stop = this.core.step();
    this.#isStepping = false;
    if (!this.#resetPending) return stop;
    this.#servePendingReset();
    return undefined;
  }

  reset(kind: ResetKind, halts: boolean): void {
    this.#resetPending = false;
    if (kind === 'power') {
      this.#isPowered = true;
      this.#isStepping = false;
      this.#debuggerSeen = false;
      this.#isHeldInReset = false;
      this.#fpb.reset();
      this.#dwt.reset();
      this.dbgmcu.reset();
      // R0 to R12 and PSP are unknown after power-on (ARMv7-M manual B1.5.5), as RAM is.
      const noise = new Noise();
      this.bus.scrambleRam(noise);
      this.core.scrambleRegisters(noise);
    } else {
      this.counters.systemResets += 1;
    }
    this.controller.reset(kind);
    this.#rcc.reset();
    this.pwr.reset();
    this.#instructionCache.reset();
    this.#systick.reset();
    this.#scs.reset(kind);
    this.#iwdg.reset(this.controller.hardwareWatchdog);
    this.#bootsSystem = this.controller.bootsSystemMemory;
    this.core.reset(this.#bootBase);
    this.passOver = undefined;
    for (const listener of this.#resetListeners) listener(kind);
    this.#events.onReset(halts || this.#isHeldInReset);
  }

  /** NRST: the chip is reset, and stands as long as the pin is low. */
  holdReset(asserted: boolean): void {
    if (asserted === this.#isHeldInReset) return;
    this.#isHeldInReset = asserted;
    this.reset('system', this.#catchesReset);
  }

  get isHeldInReset(): boolean {
    return this.#isHeldInReset;
  }

  /** Calls back at each reset, before the core may run. Returns how to stop. */
  onReset(listener: (kind: ResetKind) => void): () => void {
    this.#resetListeners.add(listener);
    return () => this.#resetListeners.delete(listener);
  }

  get isPowered(): boolean {
    return this.#isPowered;
  }

  /** The supply is gone: a running flash operation is cut, and nothing works before a power-on reset. */
  cutPower(): void {
    if (!this.#isPowered) return;
    this.#isPowered = false;
    this.controller.reset('power');
  }

  /** Errors: PowerLost. */
  checkPower(): void {
    if (!this.#isPowered) throw new PowerLost();
  }

  /** A system reset from inside the chip, as a watchdog's; one in the middle of an instruction comes after it. */
  requestReset(): void {
    this.#resetPending = true;
    if (!this.#isStepping) this.#servePendingReset();
  }

  /** A debugger has touched the chip: C_DEBUGEN is set, and read protection level 1 closes the flash. */
  attachDebugger(): void {
    this.noteDebugger();
    this.core.debugEnabled = true;
  }

  /** The debug port is in use: as attachDebugger, but C_DEBUGEN is what DHCSR says. */
  noteDebugger(): void {
    this.#debuggerSeen = true;
  }

  /** To be called whenever the core halts or runs on. */
  haltChanged(): void {
    const reason = this.#events.haltReason();
    this.#scs.debug.halted(reason);
    this.#dwt.hold(isDebugState(reason));
    this.#iwdg.freeze(isDebugState(reason) && this.dbgmcu.freezesWatchdog);
  }

  /** Counts an operation and tells who listens. Errors: PowerLost, when a fault comes before it. */
  operationStarted(operation: FlashOperation, cycles: number): void {
    if (operation.area === 'otp' && operation.kind === 'program') this.counters.otpOperations += 1;
    else this.counters.flashOperations += 1;
    for (const listener of this.#operationListeners) listener(operation);
    this.faults.operationStarted(cycles);
  }

  onOperation(listener: OperationListener): () => void {
    this.#operationListeners.add(listener);
    return () => this.#operationListeners.delete(listener);
  }

  /** Waits for a running flash operation; one that never ends is cut. */
  finishOperation(): void {
    try {
      this.controller.finish();
    } catch (error) {
      if (!(error instanceof BusStall)) throw error;
    }
  }

  // C_HALT falls with it, VC_CORERESET sets it.
  #servePendingReset(): void {
    this.reset('system', this.#catchesReset);
  }

  get #catchesReset(): boolean {
    return this.core.debugEnabled && this.#scs.debug.catchReset;
  }
}
