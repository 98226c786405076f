export type { BankFolders } from './bank/index.js';
export type { Phase, PlanDocument } from './burn/index.js';
export type { Medium } from './probe/index.js';
export type { RehearseWhen } from './rehearsal/index.js';
export { type LineStationOptions, openLineStation } from './station/line-station.js';
export type { ShownValue, SlotState, SlotStatus } from './station/slot-state.js';
export type { Insertion, ScanTaken, Station, StationEvent } from './station/station.js';
export type { OpenUnit, ShownFailure, ShownNumbers, StationState } from './station/station-state.js';
