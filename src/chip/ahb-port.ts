import type { ChipSystem } from './chip-system.js';
import { debugAccessUs } from './debug-access.js';
import { BusError, BusStall } from './memory/bus-error.js';
import type { BusWidth } from './memory/region.js';
import { StoredPeripherals } from './peripherals/stored.js';
import type { ResetKind } from './system-types.js';

/** The run control that time passes in. */
export interface CoreRunner {
  readonly isHalted: () => boolean;
  readonly run: (microseconds: number) => boolean;
}

/** An access port beside that of the core. */
export interface OtherAccessPort {
  readonly select: number;
  readonly idr: number;
  readonly romTable: number;
  readonly bus: {
    read(address: number, width: BusWidth): number;
    write(address: number, width: BusWidth, value: number): void;
  };
}

/**
 * The chip as the AHB access port of a debug port sees it. Unlike `readMemory` it leaves C_DEBUGEN to DHCSR,
 * a running core goes on while it is used, and peripherals that are not modelled read back what was written.
 */
export class AhbPort {
  readonly #system: ChipSystem;
  readonly #core: CoreRunner;
  readonly #stored = new StoredPeripherals();

  constructor(system: ChipSystem, core: CoreRunner) {
    this.#system = system;
    this.#core = core;
    system.onReset(() => {
      this.#stored.reset();
      system.debugApb?.reset();
    });
  }

  /** False without supply and at read protection level 2: nothing answers then. */
  get isOpen(): boolean {
    return this.#system.isPowered && this.#system.controller.readProtection !== 2;
  }

  /** Where the access port says that the ROM table is. */
  get romTable(): number {
    return this.#system.romTable;
  }

  /** The access port of the system's debug parts, where the chip has one, and the bus that it masters. */
  get debugApb(): OtherAccessPort | undefined {
    const apb = this.#system.debugApb;
    if (!apb) return undefined;
    return {
      ...apb.facts,
      bus: {
        read: (address) => this.#transfer(address, false, () => apb.read(address)),
        write: (address, width, value) =>
          this.#transfer(address, true, () => apb.write(address, width, value)),
      },
    };
  }

  /** One aligned transfer. Errors: BusError, PowerLost. */
  read(address: number, width: BusWidth): number {
    return this.#transfer(address, false, () =>
      this.#isStored(address)
        ? this.#stored.read(address, width)
        : this.#system.bus.read(address, width, 'debug'),
    );
  }

  write(address: number, width: BusWidth, value: number): void {
    this.#transfer(address, true, () => {
      if (this.#isStored(address)) this.#stored.write(address, width, value);
      else this.#system.bus.write(address, width, value, 'debug');
    });
  }

  /** Lets time pass: a running core executes, a halted one stands. */
  elapse(microseconds: number): void {
    this.#system.checkPower();
    if (!this.#core.isHalted()) this.#core.run(microseconds);
    else this.#system.clock.advance(this.#system.clock.cyclesOf(microseconds));
  }

  /** The NRST pin. */
  holdReset(asserted: boolean): void {
    this.#system.checkPower();
    this.#system.holdReset(asserted);
  }

  get isHeldInReset(): boolean {
    return this.#system.isHeldInReset;
  }

  /** Calls back at each reset. Returns how to stop. */
  onReset(listener: (kind: ResetKind) => void): () => void {
    return this.#system.onReset(listener);
  }

  #isStored(address: number): boolean {
    return this.#stored.covers(address) && !this.#system.bus.isMapped(address);
  }

  #transfer<T>(address: number, write: boolean, access: () => T): T {
    this.elapse(debugAccessUs);
    this.#system.noteDebugger();
    this.#system.counters.debugAccesses += 1;
    if (!this.isOpen) throw new BusError(address, write, 'the debug port is off at read protection level 2');
    try {
      return access();
    } catch (error) {
      if (error instanceof BusStall) throw new BusError(address, write, error.message);
      throw error;
    }
  }
}
