export { type AddressKind, addressKinds } from './address.js';
export {
  type AddressPool,
  type AddressRangeText,
  addressAt,
  addressPool,
  blockAt,
  indexOf,
  poolsOverlap,
  sizeOf,
} from './address-pool.js';
export { isTimezone, type LocalDate, localDate } from './calendar.js';
export { type CheckSystem, checkCharacters, checkSystems, hasCheck } from './check-digits.js';
export { eui64Of } from './derive.js';
export { type Pattern, parsePattern } from './pattern.js';
export { periodOf, type Reset, resets } from './period.js';
export { isOfPeriod } from './period-parts.js';
export { SourceProblem } from './problem.js';
export {
  lastNumber,
  type ReadValue,
  readSequence,
  refuseSequence,
  type Sequence,
  sequenceValue,
} from './sequence.js';
export { type SequenceNumber, sequenceNumber } from './sequence-number.js';
export { uuidOf } from './uuid.js';
