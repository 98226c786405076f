import type { ChipClock } from '../clock.js';
import type { ChipCounters } from '../counters.js';
import type { Bus } from '../memory/bus.js';
import { BusError, BusStall, InstructionFault } from '../memory/bus-error.js';
import type { Noise } from '../memory/noise.js';
import { hostOn } from './core-host.js';
import { executeCorrected } from './corrections.js';
import { acknowledge, Exception, nextException, takesSupervisorCall, wakesUp } from './exceptions.js';
import { foreignInstruction } from './instruction-name.js';
import { instructionKinds, Kind } from './instruction-table.js';
import { createCore, type Rp2040Core } from './rp2040-core.js';
import { executeSpecial } from './special-registers.js';

/** Why the core stopped by itself. */
export type CoreStop = 'bkpt' | 'hardfault' | 'lockup';

const EPSR_T = 1 << 24;
const LOCKUP_PC = 0xfffffffe;
const handlerMode = 1;
const stallStep = 16;

/**
 * rp2040js's ARMv6-M core, made as strict as a chip: whatever it would only log (an undefined or Thumb-2
 * instruction, an unaligned access, a bus error, a branch to ARM state) becomes a HardFault, and a fault
 * within a fault becomes lock-up.
 */
export class ArmV6mCore {
  readonly cpu: Rp2040Core;
  /** EPSR.T; rp2040js has none. */
  thumb = true;
  lockedUp = false;
  /** C_DEBUGEN: BKPT halts instead of faulting. */
  debugEnabled = true;
  /** DHCSR.C_MASKINTS: PendSV, SysTick and interrupts wait. */
  maskInterrupts = false;
  /** DEMCR.VC_HARDERR: halt on entry to HardFault. */
  catchHardFault = true;
  /** What made the last HardFault, as text. */
  faultReason: string | undefined;
  /** A debug host that takes CONTROL and PRIMASK from each other's byte of DCRDR (ARMv7-M manual C1.6.3). */
  swapsLanes = false;
  /** The level of the NMI input: still high when the handler returns, it pends the NMI again (ARMv7-M manual B3.4.1). */
  nmiLine: () => boolean = () => false;
  readonly #bus: Bus;
  readonly #clock: ChipClock;
  readonly #counters: ChipCounters;
  #fetched = 0;
  #first = 0;
  #second = 0;
  #stop: CoreStop | undefined;

  constructor(bus: Bus, clock: ChipClock, counters: ChipCounters) {
    this.#bus = bus;
    this.#clock = clock;
    this.#counters = counters;
    this.cpu = createCore(hostOn(bus));
    // The opcode was fetched and judged already: rp2040js must not read it as data.
    this.cpu.readUint16 = (address) => {
      if (this.#fetched === 0) return this.cpu.rp2040.readUint16(address);
      this.#fetched -= 1;
      return this.#fetched === 0 && this.#second !== -1 ? this.#second : this.#first;
    };
    this.cpu.BXWritePC = (address) => this.#branchExchange(address >>> 0);
  }

  get pc(): number {
    return (this.cpu.PC & ~1) >>> 0;
  }

  /** What nobody may count on after power-on. */
  scrambleRegisters(noise: Noise): void {
    for (let register = 0; register <= 12; register += 1) this.cpu.registers[register] = noise.word();
    this.cpu.bankedSP = noise.word() & ~3;
  }

  /** Loads SP and PC from the vector table at `vectors`. */
  reset(vectors: number): void {
    const { cpu } = this;
    Object.assign(cpu, {
      N: false,
      C: false,
      Z: false,
      V: false,
      PM: false,
      nPRIV: false,
      IPSR: 0,
      VTOR: vectors,
    });
    Object.assign(cpu, {
      pendingNMI: false,
      pendingPendSV: false,
      pendingSVCall: false,
      pendingSystick: false,
    });
    Object.assign(cpu, { pendingInterrupts: 0, enabledInterrupts: 0, SHPR2: 0, SHPR3: 0, waiting: false });
    cpu.interruptPriorities = [0xffffffff, 0, 0, 0];
    cpu.currentMode = 0;
    cpu.switchStack(0);
    cpu.eventRegistered = false;
    cpu.LR = 0xffffffff;
    this.lockedUp = false;
    this.faultReason = undefined;
    try {
      cpu.SP = this.#fetchVector(vectors);
      this.#jump(this.#fetchVector(vectors + 4));
    } catch (error) {
      if (!(error instanceof BusError)) throw error;
      this.faultReason = `${error.message} while reading the reset vector`;
      this.#lockUp();
    }
  }

  /** Executes one instruction, or enters an exception first. Returns why the core stopped, if it did. */
  step(): CoreStop | undefined {
    this.#stop = undefined;
    const before = this.#clock.now;
    if (this.cpu.interruptsUpdated) this.#takeExceptions();
    if (this.#stop === undefined) {
      if (this.lockedUp) this.#stayLockedUp();
      else if (this.cpu.waiting) this.#wait();
      else this.#execute();
    }
    this.#counters.coreCycles += this.#clock.now - before;
    return this.#stop;
  }

  pendNmi(): void {
    this.cpu.pendingNMI = true;
    this.cpu.interruptsUpdated = true;
  }

  #execute(): void {
    const pc = this.pc;
    try {
      if (!this.thumb) throw new InstructionFault(pc, 'ARM state: the T bit is clear');
      this.#first = this.#bus.fetch(pc);
      const cycles = this.#dispatch(pc, this.#first);
      this.#counters.instructions += 1;
      this.#clock.advance(cycles);
    } catch (error) {
      this.#fetched = 0;
      this.cpu.PC = pc;
      if (error instanceof BusStall) this.#clock.advance(stallStep);
      else if (error instanceof BusError || error instanceof InstructionFault) this.#hardFault(error.message);
      else throw error;
    }
  }

  #dispatch(pc: number, opcode: number): number {
    switch (instructionKinds[opcode]) {
      case Kind.Plain:
        return this.#run();
      case Kind.Wide:
        return this.#wide(pc, opcode);
      case Kind.StackWithLink:
        return this.#run() + 1;
      case Kind.Corrected:
        return executeCorrected(this.cpu, opcode);
      case Kind.BranchLinkExchange: {
        const target = this.cpu.registers[(opcode >> 3) & 0xf] ?? 0;
        const cycles = this.#run();
        this.thumb = (target & 1) === 1;
        return cycles;
      }
      case Kind.SupervisorCall:
        if (!takesSupervisorCall(this.cpu)) throw new InstructionFault(pc, 'SVC that cannot be taken');
        return this.#run();
      case Kind.Breakpoint:
        if (!this.debugEnabled) throw new InstructionFault(pc, 'BKPT without a debugger');
        this.#stop = 'bkpt';
        return 1;
      default:
        throw new InstructionFault(pc, foreignInstruction(opcode));
    }
  }

  // BL, the barriers, MRS and MSR are the only 32-bit instructions of ARMv6-M (A5.3).
  #wide(pc: number, opcode: number): number {
    const second = this.#bus.fetch(pc + 2);
    const isBl = opcode >> 11 === 0b11110 && (second & 0xd000) === 0xd000;
    const isBarrier = opcode === 0xf3bf && [0x8f40, 0x8f50, 0x8f60].includes(second & 0xfff0);
    if (isBl || isBarrier) {
      this.#second = second;
      this.#fetched = 2;
      return this.cpu.executeInstruction();
    }
    const cycles = executeSpecial(this.cpu, opcode, second);
    if (cycles !== undefined) return cycles;
    throw new InstructionFault(pc, foreignInstruction(opcode, second));
  }

  #run(): number {
    this.#second = -1;
    this.#fetched = 1;
    return this.cpu.executeInstruction();
  }

  #stayLockedUp(): void {
    this.#clock.advance(stallStep);
    this.#stop = 'lockup';
  }

  #wait(): void {
    if (wakesUp(this.cpu)) this.cpu.waiting = false;
    else this.#clock.advance(stallStep);
  }

  #takeExceptions(): void {
    for (;;) {
      const exception = nextException(this.cpu, this.maskInterrupts);
      if (exception === undefined) break;
      acknowledge(this.cpu, exception);
      this.cpu.waiting = false;
      this.lockedUp = false;
      if (!this.#enter(exception)) return;
    }
    this.cpu.interruptsUpdated = false;
  }

  #hardFault(reason: string): void {
    this.#counters.hardFaults += 1;
    this.faultReason = reason;
    this.cpu.waiting = false;
    if (this.cpu.exceptionPriority(this.cpu.IPSR) < 0) this.#lockUp();
    else if (this.#enter(Exception.HardFault) && this.catchHardFault && this.debugEnabled)
      this.#stop = 'hardfault';
  }

  // A fault while stacking or fetching the vector escalates, and there is nothing above HardFault.
  #enter(exception: number): boolean {
    const wasThumb = this.thumb;
    try {
      this.cpu.exceptionEntry(exception);
      const frame = this.cpu.LR === 0xfffffffd ? this.cpu.SPprocess : this.cpu.SPmain;
      if (!wasThumb)
        this.#bus.write(frame + 0x1c, 4, (this.#bus.read(frame + 0x1c, 4, 'core') & ~EPSR_T) >>> 0, 'core');
      this.#jump(this.cpu.PC);
      return true;
    } catch (error) {
      if (!(error instanceof BusError)) throw error;
      this.faultReason = `${this.faultReason ?? ''} then ${error.message} on exception entry`.replace(
        /^ then /,
        '',
      );
      this.#lockUp();
      return false;
    }
  }

  // Lock-up keeps the priority that it was met at: nothing but a reset or a debugger ends one in the NMI handler
  // (ARMv7-M manual B1.5.15).
  #lockUp(): void {
    this.lockedUp = true;
    if (this.cpu.IPSR !== Exception.Nmi) this.cpu.IPSR = Exception.HardFault;
    this.cpu.currentMode = handlerMode;
    this.cpu.PC = LOCKUP_PC;
    this.#stop = 'lockup';
  }

  #branchExchange(address: number): void {
    if (this.cpu.currentMode !== handlerMode || address >>> 28 !== 0xf) {
      this.#jump(address);
      return;
    }
    if (![0xfffffff1, 0xfffffff9, 0xfffffffd].includes(address)) {
      throw new BusError(address, false, 'not an EXC_RETURN value');
    }
    const frame = address === 0xfffffffd ? this.cpu.SPprocess : this.cpu.SPmain;
    const stacked = this.#bus.read(frame + 0x1c, 4, 'core');
    const leavesNmi = this.cpu.IPSR === Exception.Nmi;
    this.cpu.exceptionReturn(address & 0x0fffffff);
    if (leavesNmi && this.nmiLine()) this.pendNmi();
    this.thumb = (stacked & EPSR_T) !== 0;
  }

  // Vectors of the code region come by the ICode bus, past the data cache (Cortex-M4 manual, bus interfaces).
  #fetchVector(address: number): number {
    return (this.#bus.fetch(address) | (this.#bus.fetch(address + 2) << 16)) >>> 0;
  }

  #jump(target: number): void {
    this.thumb = (target & 1) === 1;
    this.cpu.PC = (target & ~1) >>> 0;
  }
}
