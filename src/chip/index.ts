export type { AhbPort } from './ahb-port.js';
export type { ChipBench } from './bench.js';
export { loadChip, lockChipFile, saveChip } from './chip-file.js';
export { type ChipState, chipFormat, chipStateSchema } from './chip-state.js';
export { type CacheReaders, cacheReaders } from './controllers/accelerator.js';
export type { FlashOperation, OperationListener } from './controllers/controller.js';
export type { ChipCounters } from './counters.js';
export { simulatedFamily } from './families/index.js';
export { injectFaults } from './faults/inject.js';
export {
  type ChipFault,
  type Fault,
  isChipFault,
  isProbeFault,
  type ProbeFault,
  parseFaults,
} from './faults/parse.js';
export type { Moment } from './faults/schedule.js';
export { type HaltReason, isDebugState } from './halt-reason.js';
export type { BusAccess, BusListener } from './memory/bus.js';
export { BusError, PowerLost } from './memory/bus-error.js';
export type { BusMaster, BusWidth } from './memory/region.js';
export { type DbgmcuReads, dbgmcuReads } from './peripherals/dbgmcu.js';
export type { FlashSegment } from './program-flash.js';
export { type ChipOptions, SimulatedChip } from './simulated-chip.js';
