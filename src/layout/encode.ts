import { type Chunk, SparseImage } from '../image/index.js';
import { containsAddress, subtractRanges } from '../range/index.js';
import { hex32 } from '../text/hex.js';
import { refuseBlank } from './blank.js';
import { type BlankPad, isPadOnly, padsOf, withoutPads } from './blank-pad.js';
import { type ChosenSlot, chooseSlots, type SlotOptions } from './choose-slot.js';
import { isComposed } from './clean-text.js';
import { isGroupAddress } from './codec/eui.js';
import { boundFields, leftOutWarning } from './die-fields.js';
import { lockChunks } from './encode-locks.js';
import { heldFields, refuseOtherValues, refuseUnverified } from './held-fields.js';
import {
  type CheckField,
  type Layout,
  type LayoutField,
  type LayoutWarning,
  slotAt,
  unitsOf,
} from './layout.js';
import { bindEntries, type Place, withCounted } from './records/bind.js';
import { withEntryNames } from './records/entry-data.js';
import { firstSlots } from './records/first-slots.js';
import { writtenFields } from './records/flagged.js';
import { isSelected, knownStages } from './stages.js';
import { refuseTwice } from './unique-in-unit.js';
import { checkNames, type UnitData } from './unit-data.js';
import { encodeFields, given } from './values.js';

export interface EncodeOptions extends SlotOptions {
  /** The UID of the die that the values are for, 12 bytes in the order of their addresses; else that of the chip which is read. */
  readonly uid?: Uint8Array;
  /** Stages whose fields are written, besides those without a stage; without it all fields are. */
  readonly stages?: readonly string[];
  /** The answer of a signer to what its field covers; undefined while there is none: AnswerNeeded is thrown. */
  readonly signed?: (field: CheckField, input: Uint8Array) => Uint8Array | undefined;
  /** Leave out what depends on the die or on a signer, with a warning. */
  readonly withoutDie?: boolean;
}

export interface EncodedLayout {
  /** Fields, fill and lock bytes at absolute addresses; every byte names its field. */
  readonly image: SparseImage;
  /** Where each record that is written goes. */
  readonly slots: readonly ChosenSlot[];
  readonly warnings: readonly LayoutWarning[];
}

/**
 * The image of one unit's data. Of a record one slot is written, of a keyed one a slot for each entry, and never one that `options.read` shows as used by
 * anything but these very values. Errors: LAYOUT_STAGE_UNKNOWN, LAYOUT_FIELD_UNKNOWN, LAYOUT_FIELD_FIXED,
 * LAYOUT_VALUE_MISSING, LAYOUT_VALUE, LAYOUT_ALL_ONES, LAYOUT_SLOT_UNKNOWN, LAYOUT_SLOT_USED, LAYOUT_SLOTS_FULL,
 * LAYOUT_UID_NEEDED, LAYOUT_VALUE_HELD; UNIT_DATA_INVALID for an entry that is given twice.
 */
export function encodeLayout(described: Layout, given: UnitData, options: EncodeOptions = {}): EncodedLayout {
  checkNames(described, given);
  const data = withEntryNames(described, given);
  const stages = knownStages(described, options.stages);
  const held = heldFields(described, stages, options.read);
  refuseOtherValues(described, data, held);
  const die = { uid: options.uid ?? options.read?.uid, signed: options.signed, held: held.fields };
  const records = described.records.filter((record) => isSelected(record, stages));
  const trial =
    records.length === 0
      ? slotless(described, options)
      : selection(described, options, firstSlots(described, records, data));
  // What is wrong with the values is reported all at once, whatever slot they would go to.
  const checked = encodeFields(trial.layout, trial.given, withCounted(trial.layout, data, trial.chosen), {
    ...die,
    // Of what is not written no signer is asked.
    signed: ({ length }) => new Uint8Array(length),
  });
  const slots = chooseSlots(described, records, data, options, die);
  const { layout, selected, bound, fills, ...goes } =
    records.length === 0 ? trial : selection(described, options, slots);
  refuseUnverified(layout, selected, held, options.read);
  const isSame = records.length === 0 && !layout.fields.some(({ type }) => type === 'computed');
  const encoded = isSame ? checked : encodeFields(layout, goes.given, withCounted(layout, data, slots), die);
  refuseTwice(layout, selected, encoded);
  const chunks = selected.map((field) => fieldChunk(layout, field, encoded.get(field)));
  const pads = padsOf(layout.bank, encoded);
  const filled = withoutPads(layout, [...chunks, ...fills], pads);
  const content = SparseImage.fromChunks(filled);
  refuseBlank(layout, selected, content, pads);
  const locks = lockChunks(layout, [...selected, ...bound], records, slots, held);
  return {
    image: locks.chunks.length === 0 ? content : SparseImage.fromChunks([...filled, ...locks.chunks]),
    slots,
    warnings: [
      // What is left out makes units partial.
      ...(bound.length > 0 ? [] : partialUnits(layout, selected, content, pads)),
      ...groupAddresses(layout, chunks),
      ...notComposed(layout, selected, data),
      ...locks.warnings,
      ...leftOutWarning(layout, bound),
    ],
  };
}

interface Selection {
  /** The layout in which entries are called by their keys. */
  readonly layout: Layout;
  readonly chosen: readonly Place[];
  /** The fields that are written. */
  readonly selected: readonly LayoutField[];
  /** The same with flags that stay blank: they are not written, and their values are checked as well. */
  readonly given: readonly LayoutField[];
  /** The fields that are left out without a die. */
  readonly bound: readonly LayoutField[];
  /** What fills the units of the fields that are written. */
  readonly fills: readonly Chunk[];
}

/** A selection without slots is the same for all units: a batch has thousands. */
const slotlessSelections = new WeakMap<Layout, Map<string, Selection>>();

function slotless(layout: Layout, options: Pick<EncodeOptions, 'stages' | 'withoutDie'>): Selection {
  const known = slotlessSelections.get(layout) ?? new Map<string, Selection>();
  slotlessSelections.set(layout, known);
  const key = JSON.stringify([options.stages ?? null, options.withoutDie === true]);
  const selected = known.get(key) ?? selection(layout, options, []);
  known.set(key, selected);
  return selected;
}

function selection(
  described: Layout,
  { stages, withoutDie }: Pick<EncodeOptions, 'stages' | 'withoutDie'>,
  chosen: readonly Place[],
): Selection {
  const layout = bindEntries(described, chosen);
  const alone = layout.fields.filter((field) => !field.place && isSelected(field, stages));
  const slots = chosen.flatMap((place) => {
    const slot = slotAt(layout, place);
    return slot ? [{ slot, revokes: place.revokes === true }] : [];
  });
  const all = [...alone, ...slots.flatMap(({ slot, revokes }) => writtenFields(slot, revokes))];
  const bound = withoutDie ? boundFields(layout, all) : [];
  const selected = all.filter((field) => !bound.includes(field));
  const flags = slots.flatMap(({ slot }) => slot.valid ?? []);
  const given = [...new Set([...selected, ...flags])];
  return { layout, chosen, selected, bound, given, fills: fillChunks(layout, selected) };
}

function fieldChunk(
  { file }: Layout,
  { name, line, address, secret }: LayoutField,
  bytes: Uint8Array = new Uint8Array(),
): Chunk {
  const origin = { source: { file, kind: 'field' as const }, line, field: name, ...(secret && { secret }) };
  return { address, bytes, origin };
}

// A byte that a field of another stage owns is never filled: that stage could not write it any more.
function fillChunks({ bank, fields, file, fill }: Layout, selected: readonly LayoutField[]): Chunk[] {
  const touched = new Map<number, number>();
  for (const field of selected) {
    // A flag has its unit alone, so that it can be revoked whatever the layout does with the rest of others.
    const byte = fill ?? (field.kind === 'value' && field.flag ? bank.otp.erasedValue : undefined);
    if (byte !== undefined) for (const unit of unitsOf(bank, field)) touched.set(unit, byte);
  }
  return [...new Set(touched.values())].flatMap((byte) => {
    const filled = [...touched].flatMap(([address, each]) =>
      each === byte ? [{ address, length: bank.otp.writeUnit }] : [],
    );
    return subtractRanges(filled, fields).map(({ address, length }) => ({
      address,
      bytes: new Uint8Array(length).fill(byte),
      origin: { source: { file, kind: 'fill' as const } },
    }));
  });
}

function* partialUnits(
  { bank, fields, file }: Layout,
  selected: readonly LayoutField[],
  image: SparseImage,
  pads: readonly BlankPad[],
): Generator<LayoutWarning> {
  const size = bank.otp.writeUnit;
  const isWhole = (field: LayoutField) => {
    const units = unitsOf(bank, field);
    return image.read(units[0] ?? 0, units.length * size) !== undefined;
  };
  const partly = selected.filter((field) => !isWhole(field));
  for (const unit of new Set(partly.flatMap((field) => unitsOf(bank, field)))) {
    const bytes = Array.from({ length: size }, (_, index) => unit + index);
    const absent = bytes.filter((address) => image.byteAt(address) === undefined);
    const isLeftBlank =
      absent.length === size && pads.some((pad) => isPadOnly(pad, { address: unit, length: size }));
    if (absent.length === 0 || isLeftBlank) continue;
    const owner = fields.find(({ address, length }) =>
      absent.some((missing) => containsAddress({ address, length }, missing)),
    );
    const cure = owner
      ? `they belong to ${owner.name} of another stage`
      : 'name a "fill" byte in the layout or place fields there';
    yield {
      code: 'PARTIAL_UNIT',
      message:
        `${file}: the ${size}-byte write unit at ${hex32(unit)} is not whole: ` +
        `${absent.map(hex32).join(', ')} have no value; ${cure}`,
    };
  }
}

function* groupAddresses({ fields, file }: Layout, chunks: readonly Chunk[]): Generator<LayoutWarning> {
  for (const { origin, bytes } of chunks) {
    const field = fields.find(({ name }) => name === origin.field);
    if (!field || !isGroup(field, bytes)) continue;
    yield {
      code: 'GROUP_ADDRESS',
      message: `${file}:${field.line}: ${field.path.join('.')}: the address is a group address; no station can have it`,
      line: field.line,
      field: field.name,
    };
  }
}

function isGroup({ spec }: LayoutField, bytes: Uint8Array): boolean {
  if (spec.type !== 'mac' && spec.type !== 'eui48' && spec.type !== 'eui64') return false;
  return isGroupAddress(spec.endian === 'little' ? bytes.toReversed() : bytes);
}

function* notComposed(
  { file }: Layout,
  selected: readonly LayoutField[],
  data: UnitData,
): Generator<LayoutWarning> {
  for (const field of selected) {
    if (field.kind !== 'value' || isComposed(given(field, data) ?? '')) continue;
    yield {
      code: 'TEXT_NOT_NFC',
      message:
        `${data.get(field.name)?.from ?? file}: ${field.name}: the text is not in Unicode's composed form (NFC), so it ` +
        'differs from a text that looks the same',
      line: field.line,
      field: field.name,
    };
  }
}
