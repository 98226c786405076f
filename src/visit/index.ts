export { acceptDie, failedStage } from './accept-die.js';
export { type Adoptable, adoptable, adoptDie } from './adopt-die.js';
export type { VisitBurn, VisitedChip } from './chip.js';
export { type Settling, settleStation } from './claims.js';
export { type ListCells, type ListToLoad, listFields, listRow } from './list-values.js';
export { checkUid, dieChanged, isOneByte } from './refusal.js';
export type { VisitSetup } from './setup.js';
export { type VisitResult, visit } from './visit.js';
export type { VisitLedger } from './visit-ledger.js';
