export { type Appended, appendToJournal } from './append.js';
export { type JournalCheck, type JournalContents, readJournal } from './check.js';
export { type InterruptedRun, interruptedAmong, interruptedRuns } from './interrupted.js';
export {
  type BeginLine,
  type EndLine,
  type ImageHash,
  type JournalEntry,
  type JournalLine,
  journalSchema,
} from './line.js';
export { defaultJournal } from './location.js';
export { type RecordOptions, type RunHooks, recordRun } from './record.js';
export { partReplaced, type ReplacedSlot, type SlotUnits } from './replaced.js';
export { type JournalRun, runsOf } from './runs.js';
