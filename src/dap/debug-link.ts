import type { DebugPortIds } from '../bank/index.js';
import type { TransferTarget } from './transfer-target.js';

/** What a probe has on its other end: the chip's bus, its reset pin, and time that passes. */
export interface DebugLink extends TransferTarget {
  /** False when nothing answers on the debug pins: no supply, or read protection level 2. */
  readonly isOpen: boolean;
  /** What the debug port says of itself. */
  readonly ids: DebugPortIds;
  /** Where the ROM table is. */
  readonly romTable: number;
  /** Access ports beside that of the core. */
  readonly otherPorts: readonly OtherPort[];
  /** The DEV_ID, which ST's boundary-scan TAP repeats. */
  readonly devId: number;
  readonly isHeldInReset: boolean;
  /** The NRST pin. */
  holdReset(asserted: boolean): void;
  elapse(microseconds: number): void;
  /** Calls back at each power-on. Returns how to stop. */
  onPowerOn(listener: () => void): () => void;
}

/** An access port beside that of the core, and the bus that it masters. */
export interface OtherPort {
  readonly select: number;
  readonly idr: number;
  readonly romTable: number;
  readonly bus: TransferTarget;
}
