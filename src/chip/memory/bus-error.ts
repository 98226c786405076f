import { hex32 } from '../../text/hex.js';

/** A bus transfer that the chip answered with an error. A core takes a HardFault, a debugger sees it as this. */
export class BusError extends Error {
  readonly address: number;
  readonly write: boolean;
  /** Why the transfer failed, in a few words. */
  readonly reason: string;

  constructor(address: number, write: boolean, reason: string) {
    super(`bus error ${write ? 'writing' : 'reading'} ${hex32(address)}: ${reason}`);
    this.name = 'BusError';
    this.address = address >>> 0;
    this.write = write;
    this.reason = reason;
  }
}

/** An instruction that the core cannot execute. */
export class InstructionFault extends Error {
  constructor(address: number, what: string) {
    super(`at ${hex32(address)}: ${what}`);
    this.name = 'InstructionFault';
  }
}

/** The supply is gone: nothing goes on until it is back. */
export class PowerLost extends Error {
  constructor() {
    super('the chip has no supply');
    this.name = 'PowerLost';
  }
}

/** A transfer that never ends: the flash interface stays busy. Time passes, the instruction does not complete. */
export class BusStall extends Error {
  constructor() {
    super('bus stall without end: the flash interface stays busy');
    this.name = 'BusStall';
  }
}
