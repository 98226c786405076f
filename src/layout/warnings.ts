import { overlaps } from '../range/index.js';
import { hex32 } from '../text/hex.js';
import { blockRange, type Layout, type LayoutField, type LayoutWarning, unitsOf } from './layout.js';

/** Warnings that need no values. */
export function staticWarnings(layout: Omit<Layout, 'warnings'>): readonly LayoutWarning[] {
  return [
    ...stagesInOneUnit(layout),
    ...locksOfEmptyBlocks(layout),
    ...uniqueDefaults(layout),
    ...tornSlots(layout),
  ];
}

// Where a write unit is one byte, a power cut leaves some bytes of a slot, which read like any other value.
function* tornSlots({ bank, records, file }: Omit<Layout, 'warnings'>): Generator<LayoutWarning> {
  if (bank.otp.rewrite === 'once') return;
  for (const { name, line, slots } of records) {
    if (slots[0]?.check) continue;
    yield {
      code: 'TORN_SLOT',
      message:
        `${file}:${line}: records.${name}: has no check of 16 bits or more over all its fields, so a slot that a power ` +
        'cut has torn may pass for a whole one; add a crc',
      line,
    };
  }
}

// A unit of a write-once bank takes one programming operation, so it cannot be completed by a later stage.
function* stagesInOneUnit({ bank, fields, file }: Omit<Layout, 'warnings'>): Generator<LayoutWarning> {
  if (bank.otp.rewrite !== 'once') return;
  const owners = new Map<number, LayoutField>();
  for (const field of fields) {
    for (const unit of unitsOf(bank, field)) {
      const other = owners.get(unit);
      if (!other) owners.set(unit, field);
      if (!other || other.when === field.when) continue;
      yield {
        code: 'STAGES_SHARE_UNIT',
        message:
          `${file}:${field.line}: ${field.path.join('.')}: shares the ${bank.otp.writeUnit}-byte write unit at ` +
          `${hex32(unit)} with ${other.name}, but ${stageText(field)} writes the one and ${stageText(other)} ` +
          'the other; the unit can be written only once, so move one of them to a unit of its own',
        line: field.line,
        field: field.name,
      };
    }
  }
}

function stageText({ when }: LayoutField): string {
  return when === undefined ? 'every stage' : `stage "${when}"`;
}

function* locksOfEmptyBlocks({
  bank,
  fields,
  file,
  locks,
}: Omit<Layout, 'warnings'>): Generator<LayoutWarning> {
  for (const block of locks) {
    if (fields.some((field) => overlaps(field, blockRange(bank, block)))) continue;
    yield {
      code: 'LOCK_OF_EMPTY_BLOCK',
      message: `${file}: lock: block ${block} holds no field; locking it gives its bytes away forever`,
    };
  }
}

function* uniqueDefaults({ fields, file }: Omit<Layout, 'warnings'>): Generator<LayoutWarning> {
  for (const field of fields) {
    // All slots of a record are alike.
    if (field.kind !== 'value' || !field.unique || field.preset === undefined) continue;
    if ((field.place?.slot ?? 1) > 1 || /\[[1-9]/.test(field.name)) continue;
    yield {
      code: 'UNIQUE_DEFAULT',
      message:
        `${file}:${field.line}: ${field.path.join('.')}: is unique and has a default, which only one unit can have; ` +
        'drop the default, or write "unique: false"',
      line: field.line,
      field: field.name,
    };
  }
}
