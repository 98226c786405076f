import { OtpforgeError } from '../errors/index.js';
import { overlaps } from '../range/index.js';
import { bitFields } from './bit-fields.js';
import { countingSlots } from './decode.js';
import { type DecodedField, decodeField, type ReadBytes } from './decode-field.js';
import { decodeRecord } from './decode-slots.js';
import { type Layout, type LayoutField, type LayoutRecord, memoryOf } from './layout.js';
import { isSelected } from './stages.js';
import type { UnitData } from './unit-data.js';
import { encodeFields, neededFields } from './values.js';

/** What a chip holds already of the stages that are not written now. */
export interface Held {
  /** Fields that read right, and their bytes. */
  readonly fields: ReadonlyMap<LayoutField, Uint8Array>;
  /** Records of which a slot is valid, and those of their slots that are still free. */
  readonly records: ReadonlyMap<string, readonly number[]>;
}

export const nothingHeld: Held = { fields: new Map(), records: new Map() };

/** The fields of other stages that are verified on a chip: they need no values, and count as written. */
export function heldFields(
  layout: Layout,
  stages: readonly string[] | undefined,
  read: ReadBytes | undefined,
): Held {
  if (!read || stages === undefined) return nothingHeld;
  const others = layout.fields
    .filter((field) => !field.place && !isSelected(field, stages))
    .map((field) => ({ field, found: decodeField(layout, field, read) }));
  // A check that does not fit says that one of the values below it is not what was written.
  const broken = others.flatMap(({ field, found }) =>
    field.kind === 'check' && found.state === 'invalid' ? memoryOf(field) : [],
  );
  const isHeld = ({ field, found }: Other) =>
    isThere(field, found) && !broken.some((range) => overlaps(range, field));
  const isSettled = (other: Other) => isHeld(other) || mayStayBlank(other);
  const held = others.filter(
    (other) =>
      isHeld(other) ||
      (mayStayBlank(other) && ofStage(others, other).every(isSettled) && ofStage(others, other).some(isHeld)),
  );
  return {
    fields: new Map(
      held.flatMap(({ field }) => {
        const bytes = read(field.address, field.length);
        return bytes ? [[field, bytes] as const] : [];
      }),
    ),
    records: new Map(
      layout.records
        .filter((record) => !isSelected(record, stages) && countingSlots(layout, record, read).length > 0)
        .map((record) => [record.name, freeSlots(layout, record, read)]),
    ),
  };
}

function freeSlots(layout: Layout, record: LayoutRecord, read: ReadBytes): readonly number[] {
  return decodeRecord(layout, record, read, 'damaged').flatMap(({ slot, state }) =>
    state === 'blank' ? [slot] : [],
  );
}

interface Other {
  readonly field: LayoutField;
  readonly found: DecodedField;
}

function isThere(field: LayoutField, { state, value, crcOk }: DecodedField): boolean {
  // A constant of all ones reads blank, and as itself.
  if (state === 'blank') return field.kind === 'value' && field.constant !== undefined && value !== undefined;
  if (state === 'unchecked') return true;
  return state === 'value' && (field.kind === 'value' || crcOk === true);
}

function mayStayBlank({ field, found }: Other): boolean {
  return field.allowBlank && found.state === 'blank';
}

function ofStage(others: readonly Other[], { field: { when } }: Other): readonly Other[] {
  return others.filter(({ field }) => field.when === when);
}

/** Refuses values that are not those which the chip holds. Errors: LAYOUT_VALUE_HELD. */
export function refuseOtherValues(layout: Layout, data: UnitData, { fields }: Held): void {
  for (const [field, held] of fields) {
    if (field.kind !== 'value') continue;
    // Bits may have values of their own.
    const names = [field, ...bitFields(field)].map(({ name }) => name);
    const value = names.map((name) => data.get(name)).find((each) => each !== undefined);
    if (!value) continue;
    const given = encodeFields(layout, [field], data).get(field) ?? new Uint8Array();
    if (Buffer.compare(given, held) === 0) continue;
    throw new OtpforgeError('LAYOUT_VALUE_HELD', {
      message: (show) =>
        `${value.from}: ${field.name} is ${show(given)}, and the chip holds ${show(held)}, which stage "${field.when}" wrote (${layout.file}:${field.line})`,
      remedy: `Leave ${field.name} out of the unit data, or use the data or the chip of the right unit.`,
      memory: { address: field.address, length: field.length, values: { given, held } },
      details: { file: layout.file, field: field.name, line: field.line },
    });
  }
}

/**
 * Refuses to compute a check over what the chip holds and nobody can vouch for: it would not fit.
 * Errors: LAYOUT_VALUE_HELD.
 */
export function refuseUnverified(
  layout: Layout,
  selected: readonly LayoutField[],
  { fields }: Held,
  read: ReadBytes | undefined,
): void {
  if (!read) return;
  for (const field of neededFields(layout, selected, fields)) {
    if (selected.includes(field) || fields.has(field) || field.place) continue;
    const { state, problem } = decodeField(layout, field, read);
    if (state === 'blank') continue;
    throw new OtpforgeError('LAYOUT_VALUE_HELD', {
      message: `${layout.file}:${field.line}: ${field.name} of stage "${field.when}" cannot be relied on as the chip holds it: it reads ${state}${problem === undefined || field.secret ? '' : `, it ${problem}`}`,
      remedy:
        'A check over it would not fit. Look at the chip with otpforge read --layout, and set the unit aside.',
      details: { file: layout.file, field: field.name, line: field.line, state },
    });
  }
}
