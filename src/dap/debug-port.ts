import { BusError } from '../chip/index.js';
import type { MemAp } from './mem-ap.js';

/** DP registers by address; SELECT.DPBANKSEL names the bank of 4. */
export const DpRegister = { Abort: 0x0, Dpidr: 0x0, CtrlStat: 0x4, Select: 0x8, Rdbuff: 0xc } as const;

// CTRL/STAT (ADIv5 B2.2.2).
const STICKYORUN = 1 << 1;
const STICKYCMP = 1 << 4;
const STICKYERR = 1 << 5;
const READOK = 1 << 6;
const WDATAERR = 1 << 7;
const CDBGPWRUPREQ = 1 << 28;
const CSYSPWRUPREQ = 1 << 30;
const sticky = STICKYORUN | STICKYCMP | STICKYERR;
// ORUNDETECT, the power requests; pushed and counted transfers are not modelled and read as zero.
const CTRL_WRITABLE = (1 << 0) | CDBGPWRUPREQ | CSYSPWRUPREQ;

// ABORT (B2.2.1).
const STKCMPCLR = 1 << 1;
const STKERRCLR = 1 << 2;
const WDERRCLR = 1 << 3;
const ORUNERRCLR = 1 << 4;

/** Which DP stands before the access port: they clear their sticky flags in different ways. */
export type DpKind = 'jtag' | 'swd';

/** The access ports of a debug port, by APSEL. */
export type AccessPorts = ReadonlyMap<number, MemAp>;

/** The registers of an ADIv5 debug port with its access ports. Every transfer is done at once: no WAIT. */
export class DebugPort {
  readonly #kind: DpKind;
  readonly #ports: AccessPorts;
  #control = 0;
  #flags = 0;
  #select = 0;

  constructor(kind: DpKind, ports: AccessPorts) {
    this.#kind = kind;
    this.#ports = ports;
  }

  /** STICKYERR or another sticky flag: access port transfers are not made until it is cleared. */
  get isFaulted(): boolean {
    return (this.#flags & sticky) !== 0;
  }

  get ctrlStat(): number {
    // The domains are always up: each request is acknowledged in the bit above it.
    const acknowledged = (this.#control & (CDBGPWRUPREQ | CSYSPWRUPREQ)) << 1;
    return (this.#control | acknowledged | this.#flags) >>> 0;
  }

  /** CTRL/STAT takes ones to clear sticky flags on a JTAG-DP only. */
  set ctrlStat(value: number) {
    if (this.#select & 0xf) return;
    this.#control = value & CTRL_WRITABLE;
    if (this.#kind === 'jtag') this.#flags &= ~(value & sticky);
  }

  get dpBank(): number {
    return this.#select & 0xf;
  }

  set select(value: number) {
    this.#select = value >>> 0;
  }

  /** A SW-DP clears its flags by ABORT; on a JTAG-DP only DAPABORT has a meaning, and nothing ever hangs here. */
  abort(value: number): void {
    if (this.#kind !== 'swd') return;
    if (value & STKCMPCLR) this.#flags &= ~STICKYCMP;
    if (value & STKERRCLR) this.#flags &= ~STICKYERR;
    if (value & WDERRCLR) this.#flags &= ~WDATAERR;
    if (value & ORUNERRCLR) this.#flags &= ~STICKYORUN;
  }

  /** Reads the AP register that SELECT and A[3:2] name; 0 and STICKYERR when the transfer fails. */
  readAp(a32: number): number {
    return this.#attempt((port) => port.read(this.#apRegister(a32)));
  }

  writeAp(a32: number, value: number): void {
    this.#attempt((port) => {
      port.write(this.#apRegister(a32), value);
      return 0;
    });
  }

  /** Power-on. */
  reset(): void {
    this.#control = 0;
    this.#flags = 0;
    this.#select = 0;
    for (const port of this.#ports.values()) port.reset();
  }

  #apRegister(a32: number): number {
    return (this.#select & 0xf0) | (a32 & 0xc);
  }

  #attempt(transfer: (port: MemAp) => number): number {
    if (this.isFaulted) return 0;
    this.#flags &= ~READOK;
    // An AP in a domain without power answers with an error (B1.4).
    if (!(this.#control & CDBGPWRUPREQ)) return this.#fail();
    const port = this.#ports.get(this.#select >>> 24);
    // No such AP is there: its registers read as zero.
    if (!port) return this.#succeed(0);
    try {
      return this.#succeed(transfer(port));
    } catch (error) {
      if (error instanceof BusError) return this.#fail();
      throw error;
    }
  }

  #succeed(value: number): number {
    if (this.#kind === 'swd') this.#flags |= READOK;
    return value;
  }

  #fail(): number {
    this.#flags |= STICKYERR;
    return 0;
  }
}
