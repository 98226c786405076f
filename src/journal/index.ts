export { type Appended, type AppendOptions, appendToJournal } from './append.js';
export { type JournalCheck, type JournalContents, readJournal } from './check.js';
export { isFileOf, journalExists } from './days.js';
export { type ErasedSector, erasesOf } from './erases.js';
export { interruptedRuns } from './interrupted.js';
export { type InterruptedRun, interruptedAmong } from './interrupted-runs.js';
export {
  type BeginLine,
  type EndLine,
  type EraseEntry,
  type EraseLine,
  type ImageHash,
  type JournalEntry,
  type JournalLine,
  type JournalValue,
  journalSchema,
} from './line.js';
export { valueId, type World, worldOfMedium } from './line-keys.js';
export { defaultJournal } from './location.js';
export { type OtherDie, type OtherDies, otherDies, type UnitIdentity } from './other-dies.js';
export { type JournalAccess, readingJournal } from './reading.js';
export { type RecordOptions, type RunHooks, recordRun } from './record.js';
export { type EraseFacts, recordErase } from './record-erase.js';
export { partReplaced, type ReplacedSlot, type SlotUnits } from './replaced.js';
export { type JournalRun, runsOf } from './runs.js';
export { endOfRun, fileForNow, interruptedSince, type JournalPlace } from './since.js';
export type { JournalView } from './view.js';
