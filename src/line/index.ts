export type { LedgerAddress } from './ledger-address.js';
export type {
  Command,
  FieldSource,
  Line,
  ListSource,
  Order,
  PoolSource,
  RandomSource,
  SequenceSource,
  Source,
  SourceKind,
} from './line.js';
export { loadLine, parseLine } from './load.js';
export { lineSchema } from './schema.js';
