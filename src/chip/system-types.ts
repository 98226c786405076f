import type { CacheReaders } from './controllers/accelerator.js';
import type { HaltReason } from './halt-reason.js';
import type { DbgmcuReads } from './peripherals/dbgmcu.js';

export type ResetKind = 'power' | 'system';

/** What the system tells the run control that drives it. */
export interface SystemEvents {
  readonly haltReason: () => HaltReason;
  readonly onReset: (halts: boolean) => void;
  readonly onHaltRequest: (halt: boolean) => void;
  /** One instruction of a halted core, after which it stands again. */
  readonly onStepRequest: () => void;
}

/** What a chip is made with. */
export interface SystemOptions {
  readonly vddMv: number;
  readonly cacheReaders: CacheReaders;
  readonly dbgmcuReads: DbgmcuReads;
}
