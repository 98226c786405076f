import type { ArmV6mCore } from '../core/armv6m-core.js';
import type { BusMaster, RegisterBlock } from '../memory/region.js';
import { type ComponentId, readComponentId } from './component-id.js';
import { CoreDebug, type CoreDebugHost, DCRDR, DCRSR, DEMCR, DFSR, DHCSR } from './core-debug.js';
import { readNvic, writeNvic } from './nvic.js';
import type { SysTick } from './systick.js';

export const SCS_BASE = 0xe000e000;

// System control space at 0xE000E000 (ARMv7-M manual B3.2), the part that a Cortex-M4 and an ARMv6-M share.
const CPUID = 0xd00;
const ICSR = 0xd04;
const VTOR = 0xd08;
const AIRCR = 0xd0c;
const SCR = 0xd10;
const CCR = 0xd14;
const SHPR2 = 0xd1c;
const SHPR3 = 0xd20;
const SHCSR = 0xd24;
const HFSR = 0xd2c;

/** Of a table for up to 112 interrupts (PM0214 §4.4.4). */
const VTOR_TBLOFF = 0x3ffffe00;
const AIRCR_VECTKEY = 0x05fa;
const AIRCR_SYSRESETREQ = 1 << 2;
const debugRegisters: readonly number[] = [DFSR, DHCSR, DCRSR, DCRDR, DEMCR];

/** What the system control space can ask of the chip. */
export interface ScsHost extends CoreDebugHost {
  /** Of the line's own core; the one behind it executes ARMv6-M only. */
  readonly cpuid: number;
  readonly id: ComponentId;
  requestReset(): void;
}

export class SystemControlSpace implements RegisterBlock {
  readonly #core: ArmV6mCore;
  readonly #systick: SysTick;
  readonly #host: ScsHost;
  readonly debug: CoreDebug;
  readonly #id: ComponentId;
  #plain = new Map<number, number>();

  constructor(core: ArmV6mCore, systick: SysTick, host: ScsHost) {
    this.#core = core;
    this.#systick = systick;
    this.#host = host;
    this.#id = host.id;
    this.debug = new CoreDebug(core, host);
  }

  reset(kind: 'power' | 'system'): void {
    this.#plain.clear();
    this.debug.reset(kind);
  }

  readRegister(offset: number, master: BusMaster): number {
    const { cpu } = this.#core;
    if (offset >= 0x10 && offset < 0x20) return this.#systick.read(offset);
    if (offset >= 0x100 && offset < 0x500) return readNvic(cpu, offset);
    if (debugRegisters.includes(offset)) return this.debug.read(offset, master);
    switch (offset) {
      case CPUID:
        return this.#host.cpuid;
      case ICSR:
        return this.#icsr();
      case VTOR:
        return cpu.VTOR >>> 0;
      case AIRCR:
        return 0xfa050000;
      case CCR:
        return 0x200;
      case SHPR2:
        return cpu.SHPR2 >>> 0;
      case SHPR3:
        return cpu.SHPR3 >>> 0;
      case HFSR:
        return this.#core.faultReason === undefined ? 0 : 1 << 30;
      default:
        return this.#plain.get(offset) ?? readComponentId(this.#id, offset);
    }
  }

  writeRegister(offset: number, value: number, lanes: number, master: BusMaster): void {
    const { cpu } = this.#core;
    if (debugRegisters.includes(offset)) {
      if (master === 'debug') this.debug.write(offset, this.#mergeDebug(offset, value, lanes));
      return;
    }
    const merged = ((this.readRegister(offset, master) & ~lanes) | (value & lanes)) >>> 0;
    if (offset >= 0x10 && offset < 0x20) this.#systick.write(offset, value);
    else if (offset >= 0x100 && offset < 0x400) writeNvic(cpu, offset, value & lanes);
    else if (offset >= 0x400 && offset < 0x500) writeNvic(cpu, offset, merged);
    else if (offset === ICSR) this.#writeIcsr(value);
    else if (offset === VTOR) cpu.VTOR = merged & VTOR_TBLOFF;
    else if (offset === AIRCR) this.#writeAircr(value);
    else if (offset === SHPR2) cpu.SHPR2 = merged;
    else if (offset === SHPR3) cpu.SHPR3 = merged;
    else if (offset === SCR || offset === SHCSR) this.#plain.set(offset, merged);
  }

  #writeAircr(value: number): void {
    if (value >>> 16 === AIRCR_VECTKEY && value & AIRCR_SYSRESETREQ) this.#host.requestReset();
  }

  // Flags and commands take what is driven; only DCRDR and DEMCR keep their other bytes.
  #mergeDebug(offset: number, value: number, lanes: number): number {
    const keeps = offset === DCRDR || offset === DEMCR;
    const old = keeps ? this.debug.read(offset, 'debug') : 0;
    return ((old & ~lanes) | (value & lanes)) >>> 0;
  }

  #icsr(): number {
    const { cpu } = this.#core;
    return (
      ((cpu.pendingNMI ? 0x80000000 : 0) |
        (cpu.pendingPendSV ? 1 << 28 : 0) |
        (cpu.pendingSystick ? 1 << 26 : 0) |
        (cpu.pendingInterrupts ? 1 << 22 : 0) |
        (cpu.vectPending << 12) |
        cpu.IPSR) >>>
      0
    );
  }

  #writeIcsr(value: number): void {
    const { cpu } = this.#core;
    if (value & 0x80000000) cpu.pendingNMI = true;
    if (value & (1 << 28)) cpu.pendingPendSV = true;
    if (value & (1 << 27)) cpu.pendingPendSV = false;
    if (value & (1 << 26)) cpu.pendingSystick = true;
    if (value & (1 << 25)) cpu.pendingSystick = false;
    cpu.interruptsUpdated = true;
  }
}
