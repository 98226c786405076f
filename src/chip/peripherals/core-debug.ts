import type { RegisterName } from '../../target/index.js';
import { coreRegisters } from '../../target/index.js';
import type { ArmV6mCore } from '../core/armv6m-core.js';
import { readCoreRegister, writeCoreRegister } from '../core/register-access.js';
import { type HaltReason, isDebugState } from '../halt-reason.js';
import type { BusMaster } from '../memory/region.js';

// Debug registers of the system control space (ARMv7-M manual C1.6).
export const DFSR = 0xd30;
export const DHCSR = 0xdf0;
export const DCRSR = 0xdf4;
export const DCRDR = 0xdf8;
export const DEMCR = 0xdfc;

const DBGKEY = 0xa05f;
const C_DEBUGEN = 1 << 0;
const C_HALT = 1 << 1;
const C_STEP = 1 << 2;
const C_MASKINTS = 1 << 3;
const S_REGRDY = 1 << 16;
const S_HALT = 1 << 17;
const S_SLEEP = 1 << 18;
const S_LOCKUP = 1 << 19;
const S_RETIRE_ST = 1 << 24;
const S_RESET_ST = 1 << 25;

const DFSR_HALTED = 1 << 0;
const DFSR_BKPT = 1 << 1;
const DFSR_VCATCH = 1 << 3;

const DCRSR_REGWnR = 1 << 16;
const SPECIAL = 20;

const VC_CORERESET = 1 << 0;
const VC_HARDERR = 1 << 10;
const DEMCR_WRITABLE = 0x010f07f1;

/** What the debug registers can ask of the chip. */
export interface CoreDebugHost {
  readonly haltReason: HaltReason;
  /** NRST is held low. */
  readonly isHeldInReset: boolean;
  /** Instructions executed so far. */
  readonly instructions: number;
  requestHalt(halt: boolean): void;
  requestStep(): void;
}

/** DHCSR, DCRSR, DCRDR, DEMCR and DFSR. Software sees them, but only a debugger changes DHCSR and DCRSR. */
export class CoreDebug {
  /** DEMCR.VC_CORERESET: the next reset halts before the first instruction. */
  catchReset = false;
  readonly #core: ArmV6mCore;
  readonly #host: CoreDebugHost;
  #data = 0;
  #registerReady = true;
  #faultStatus = 0;
  #otherCatches = 0;
  #wasReset = false;
  #step = false;
  #seenInstructions = 0;

  constructor(core: ArmV6mCore, host: CoreDebugHost) {
    this.#core = core;
    this.#host = host;
  }

  read(offset: number, master: BusMaster): number {
    switch (offset) {
      case DFSR:
        return this.#faultStatus;
      case DHCSR:
        return this.#readControl(master);
      case DCRDR:
        return this.#data;
      case DEMCR:
        return (
          this.#otherCatches |
          (this.catchReset ? VC_CORERESET : 0) |
          (this.#core.catchHardFault ? VC_HARDERR : 0)
        );
      default:
        return 0;
    }
  }

  write(offset: number, value: number): void {
    if (offset === DFSR) this.#faultStatus &= ~value;
    else if (offset === DHCSR) this.#writeControl(value);
    else if (offset === DCRSR) this.#transfer(value);
    else if (offset === DCRDR) this.#data = value;
    else if (offset === DEMCR) this.#writeCatches(value);
  }

  /** To be told of each halt. */
  halted(reason: HaltReason): void {
    if (reason === 'request') this.#faultStatus |= DFSR_HALTED;
    else if (reason === 'breakpoint' || reason === 'bkpt') this.#faultStatus |= DFSR_BKPT;
    else if (reason === 'reset' || reason === 'hardfault') this.#faultStatus |= DFSR_VCATCH;
  }

  /** A system reset sets S_RESET_ST and leaves the rest to power-on. */
  reset(kind: 'power' | 'system'): void {
    this.#wasReset = true;
    if (kind === 'system') return;
    this.catchReset = false;
    this.#core.debugEnabled = false;
    this.#core.catchHardFault = true;
    this.#core.maskInterrupts = false;
    this.#otherCatches = 0;
    this.#faultStatus = 0;
    this.#data = 0;
    this.#registerReady = true;
    this.#step = false;
  }

  #readControl(master: BusMaster): number {
    const { haltReason, isHeldInReset, instructions } = this.#host;
    const halted = isDebugState(haltReason) && !isHeldInReset;
    const value =
      (this.#core.debugEnabled ? C_DEBUGEN : 0) |
      (halted ? C_HALT | S_HALT : 0) |
      (this.#step ? C_STEP : 0) |
      (this.#core.maskInterrupts ? C_MASKINTS : 0) |
      (this.#registerReady ? S_REGRDY : 0) |
      (this.#core.cpu.waiting && !halted ? S_SLEEP : 0) |
      (haltReason === 'lockup' ? S_LOCKUP : 0) |
      (instructions === this.#seenInstructions ? 0 : S_RETIRE_ST) |
      (this.#wasReset || isHeldInReset ? S_RESET_ST : 0);
    if (master === 'debug') {
      this.#seenInstructions = instructions;
      this.#wasReset = false;
    }
    return value;
  }

  // Without C_DEBUGEN the other control bits do nothing, and a halted core runs on.
  #writeControl(value: number): void {
    if (value >>> 16 !== DBGKEY) return;
    const enabled = (value & C_DEBUGEN) !== 0;
    this.#core.debugEnabled = enabled;
    this.#core.maskInterrupts = enabled && (value & C_MASKINTS) !== 0;
    this.#step = enabled && (value & C_STEP) !== 0;
    this.#core.cpu.interruptsUpdated = true;
    const halt = enabled && (value & C_HALT) !== 0;
    if (this.#step && !halt) this.#host.requestStep();
    else this.#host.requestHalt(halt);
  }

  // Registers move only in debug state; S_REGRDY stays clear when one was asked for outside it.
  #transfer(selector: number): void {
    this.#registerReady = isDebugState(this.#host.haltReason);
    if (!this.#registerReady) return;
    const register = selector & 0x7f;
    if (selector & DCRSR_REGWnR) this.#writeRegister(register, this.#data);
    else this.#data = this.#readRegister(register);
  }

  #readRegister(register: number): number {
    if (register === SPECIAL) {
      const control = readCoreRegister(this.#core, 'CONTROL');
      return ((control << 24) | readCoreRegister(this.#core, 'PRIMASK')) >>> 0;
    }
    const name = registerName(register);
    return name ? readCoreRegister(this.#core, name) >>> 0 : 0;
  }

  // BASEPRI, FAULTMASK and the FPU are not there: their bits ignore writes.
  #writeRegister(register: number, value: number): void {
    if (register === SPECIAL) {
      writeCoreRegister(this.#core, 'PRIMASK', value & 1);
      writeCoreRegister(this.#core, 'CONTROL', (value >>> 24) & 3);
      return;
    }
    const name = registerName(register);
    if (name) writeCoreRegister(this.#core, name, value);
  }

  #writeCatches(value: number): void {
    this.catchReset = (value & VC_CORERESET) !== 0;
    this.#core.catchHardFault = (value & VC_HARDERR) !== 0;
    this.#otherCatches = value & DEMCR_WRITABLE & ~(VC_CORERESET | VC_HARDERR);
  }
}

/** DCRSR.REGSEL of the last register with a number of its own (C1.6.3). */
const PSP = 18;

function registerName(register: number): RegisterName | undefined {
  return register <= PSP ? coreRegisters[register] : undefined;
}
