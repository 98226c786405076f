export { checkLine } from './check-line.js';
export { type Counter, counterOf } from './counter.js';
export { type Covered, coveredBy, trustHash } from './covered.js';
export { isScanned } from './is-scanned.js';
export type {
  Backup,
  Command,
  FieldSource,
  FileOutput,
  Label,
  Line,
  ListSource,
  Operators,
  Order,
  Output,
  PoolSource,
  PostOutput,
  Printer,
  RandomSource,
  SequenceSource,
  Source,
  SourceKind,
} from './line.js';
export { loadLine, parseLine } from './load.js';
export type { Recipient, SealedCopy } from './recipient.js';
export { loadRecipients, type Recipients } from './recipients.js';
export { sampleValue } from './sample-value.js';
export { lineSchema } from './schema.js';
export { checkTrust, type Trust, trustLine } from './trust.js';
export type { LineWarning } from './warnings.js';
