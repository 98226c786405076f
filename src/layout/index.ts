export type { BitField } from './bit-fields.js';
export { withBlankPads } from './blank-pad.js';
export { checkTable } from './check-table.js';
export { chooseRow, type RowChoice } from './choose-row.js';
export type { ChosenSlot, SlotOptions } from './choose-slot.js';
export { type BitValues, type FieldInput, matchingMany, ValueProblem } from './codec/index.js';
export {
  type CrcName,
  type CrcParameters,
  crc,
  crcCheckText,
  crcInputSize,
  crcNamed,
  crcNames,
  crcSize,
} from './crc/index.js';
export { decodeKeys, decodeLayout, decodeSlots } from './decode.js';
export { type DecodedField, decodeField, type ReadBytes } from './decode-field.js';
export { type DecodedSlot, type SlotState, type UnreadSlot, unitsOfSlot } from './decode-slots.js';
export { isOfDie } from './die-fields.js';
export { type EncodedLayout, type EncodeOptions, encodeLayout } from './encode.js';
export { expectedBlank } from './expected-blank.js';
export { fuseArea } from './fuse-area.js';
export { type Held, heldFields } from './held-fields.js';
export { heldUnit } from './held-unit.js';
export {
  carriedFields,
  type JudgedField,
  type JudgedUnit,
  judgeUnit,
  type UnitFault,
} from './judge-unit.js';
export {
  blockRange,
  type CheckField,
  type Cover,
  type Layout,
  type LayoutField,
  type LayoutRecord,
  type LayoutSlot,
  type LayoutWarning,
  memoryOf,
  ownedUnits,
  type SlotPlace,
  type ValueField,
} from './layout.js';
export { loadLayout, parseLayout } from './load.js';
export { openFields } from './open-fields.js';
export { dataField } from './records/entry-data.js';
export { type EntryKey, nameIn } from './records/entry-name.js';
export type { Flag } from './records/flag.js';
export { bytesOrRule } from './same-value.js';
export { layoutSchema } from './schema.js';
export { type FieldSpec, type FieldType, layout2Schema, layoutFormat } from './schema-2.js';
export { layoutSector } from './schema-parts.js';
export { knownStages, stagesOfLayout } from './stages.js';
export { joinForms, type TableForm } from './table-form.js';
export { tableText } from './table-text.js';
export { uniqueName } from './unique-in-unit.js';
export { type UniqueValue, uniqueValues, uniqueValuesIn } from './unique-values.js';
export {
  parseTable,
  rowData,
  rowOf,
  type TableRow,
  type UnitTable,
  unitDataFromCsv,
} from './unit-csv.js';
export {
  checkNames,
  type FlatValues,
  mergeUnitData,
  type UnitData,
  type UnitValue,
  type UnitValues,
  unitDataFromObject,
  unitDataFromSettings,
} from './unit-data.js';
export { type CsvSource, loadTable, loadUnit, loadUnitData, type UnitDataSources } from './unit-files.js';
export { unitDataFromJson } from './unit-json.js';
export { besidesText, unitText } from './unit-text.js';
export { AnswerNeeded, encodeGiven } from './values.js';
