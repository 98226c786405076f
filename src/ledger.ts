export type { LedgerChangeDocument } from './api/ledger-change.js';
export type { LedgerShowDocument } from './api/ledger-show.js';
export type { LedgerStatusDocument, LedgerStatusOptions } from './api/ledger-status.js';
export type { ShownEvent, ShownUnit, StageSummary, UnitSummary, ValueSummary } from './api/ledger-units.js';
export {
  type LineLedger,
  openLineLedger,
  type ReasonOptions,
  type ReplacesOptions,
  type ShiftOptions,
} from './api/line-ledger.js';
export type { ShiftReport } from './api/shift-report.js';
export type { DieId, Medium as LedgerMedium, StageState, ValueSource } from './ledger/index.js';
export type { InClearBatch } from './ledger/units/in-clear.js';
export type { ShiftCounts, ShiftNumbers } from './ledger/units/shift-numbers.js';
export type { KnownVisit } from './ledger/units/visits.js';
