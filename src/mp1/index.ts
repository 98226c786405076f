export {
  type DiffSide,
  diffDocument,
  type FuseChange,
  type Mp1DiffDocument,
  type NamedFuses,
  type WordSide,
  writtenDocument,
} from './diff.js';
export type { FuseKnowledge, Fuses, FuseWord, Mp1Line } from './fuses.js';
export { devicesOf, knownValue, lineOfDevice, mp1Lines, serialOf, uidWords } from './identity.js';
export { type Meaning, meaningsOf } from './meaning/meaning.js';
export { asksForWrites, type FileOutcome, outcomeOf, type WordOutcome } from './outcome.js';
export {
  type BsecState,
  bsecState,
  decodePartition,
  emptyPartition,
  encodePartition,
  type Partition,
  type PartitionWord,
  partitionSize,
  partitionVersion,
  sizeError,
  valueOffset,
} from './partition.js';
export { type FuseForm, type FuseInput, type ReadFuseOptions, readFuses } from './read.js';
export { fusesOfPartition, fuseWord } from './read-partition.js';
export { type Mp1ShowDocument, requestsOf, type ShownWord, showDocument, type WordRequest } from './show.js';
export { hasBits, Status, statusNames } from './status.js';
export { unaskedChanges, type WordChange } from './unasked.js';
export { parseWordList } from './word-list.js';
export {
  isClaimed,
  type WordClaims,
  type WordNeed,
  type WordRule,
  wordRule,
  wordRules,
} from './word-rules.js';
export { nvmemSize, rangeOf, upperStart, type WordRange, wordCount, wordName } from './words.js';
