export type { LedgerAddress } from './address.js';
export { backupLedger, type LedgerBackup } from './backup.js';
export type { Database, Transaction } from './database.js';
export { type Diagnosis, diagnose, memoryOf } from './diagnose.js';
export { lastLedgerAt } from './last-ledger.js';
export type { Ledger, Medium } from './ledger.js';
export type { LedgerTransaction } from './ledger-transaction.js';
export { readMeta } from './meta.js';
export { openDatabase } from './open-database.js';
export { type GuardCode, type LedgerOptions, openLedger } from './open-ledger.js';
export { type PoolState, pools } from './pools/account.js';
export { usedNumbers } from './pools/draw.js';
export {
  drawRow,
  freshRows,
  giveRow,
  type ListRow,
  listRows,
  listState,
  lists,
  loadList,
  requireRows,
  skipRows,
  skipTheseRows,
} from './pools/list.js';
export { owedRows, oweRows } from './pools/owed-rows.js';
export type { PoolSpec } from './pools/pool.js';
export { skipNumbers } from './pools/skip.js';
export { putBack } from './put-back.js';
export { reopenLedger } from './set-right.js';
export { openStation, type Station } from './station.js';
export { isStationAlive } from './station-row.js';
export { markChanged, markSeen, markShown } from './units/accept.js';
export { storeAnswer } from './units/answer.js';
export {
  type BatchFiles,
  type BatchInClear,
  type BatchRecord,
  batchesInClear,
  batchRecord,
} from './units/batches.js';
export { bind } from './units/bind.js';
export { type ClaimRequest, claim } from './units/claim.js';
export { lastClearance } from './units/clearance.js';
export { imageChanged, setContent } from './units/content.js';
export { type Batch, type DrawBlock, exportBlock } from './units/export-block.js';
export {
  batchPart,
  burningUnits,
  findUnit,
  findUnits,
  openUnits,
  unitByNumber,
  unitsHolding,
} from './units/find.js';
export { finish } from './units/finish.js';
export { heldValues, type OpenValue } from './units/held-values.js';
export type {
  Claim,
  DieId,
  KnownStage,
  KnownUnit,
  KnownValue,
  NewValue,
  ValueSource,
} from './units/known.js';
export { type LabelState, labelState, setLabel, unitsWithoutLabel } from './units/labels.js';
export type { StageKey } from './units/move-stage.js';
export { type OrderState, orderState } from './units/orders.js';
export type { PendingRow } from './units/outbox.js';
export { giveOutput, type OutputKey, type OutputRow, pendingOf, takeOutput } from './units/outputs.js';
export { type Draw, productDiffers, reserve } from './units/reserve.js';
export { beginRework, endRework } from './units/rework.js';
export { type Sent, sendOutbox } from './units/send-outbox.js';
export { type ShiftScope, shiftNumbers } from './units/shift.js';
export type { ShiftCounts, ShiftNumbers } from './units/shift-numbers.js';
export { type Signature, signaturesOf, storeSignature } from './units/signatures.js';
export type { StageState } from './units/states.js';
export { ownerOf, ownersOf, type ValueOwner } from './units/values.js';
export { addVisit, type KnownVisit, type NewVisit, visitsOf } from './units/visits.js';
