export { bankFolders } from './bank-folders.js';
export { checkNeeds, checkOptions } from './check.js';
export type { Kind, Needed, Shape } from './kind.js';
export {
  address,
  byte,
  callback,
  either,
  flag,
  kind,
  listOf,
  need,
  number,
  numbers,
  object,
  oneOf,
  shaped,
  signal,
  text,
  texts,
  uniqueId,
  whole,
} from './kinds.js';
export { signersKind } from './signers.js';
export { tableFormShape } from './table-form.js';
export { flatValues, unitValues } from './unit-values.js';
