import type { SparseImage } from '../image/index.js';
import { overlaps } from '../range/index.js';
import { decodeLayout, decodeSlots, fieldOf } from './decode.js';
import { type DecodedField, decodeField, type ReadBytes } from './decode-field.js';
import type { DecodedSlot } from './decode-slots.js';
import { type Layout, type LayoutField, type LayoutSlot, memoryOf } from './layout.js';
import { keyIn } from './records/entry-name.js';
import { flagIn } from './records/flag.js';

/** A field of a unit as a chip holds it. */
export interface JudgedField extends DecodedField {
  /** Whether the unit needs it; what another stage writes, or what may be blank and is, is only shown. */
  readonly judged: boolean;
  /** Whether people tell units apart by it. */
  readonly names: boolean;
}

export interface UnitFault {
  /** A field, or a slot such as "identity slot 2". */
  readonly what: string;
  readonly address: number;
  readonly length: number;
  /** Of a check over a secret it says what the check should be: the caller must not show it. */
  readonly problem: string;
  /** A slot that reads right and does not count, since a newer one does. */
  readonly isOutdated?: boolean;
}

/** A unit by its layout, as a chip holds it. */
export interface JudgedUnit {
  readonly fields: readonly JudgedField[];
  readonly slots: readonly DecodedSlot[];
  /** Not empty: the unit is not what it should be. */
  readonly faults: readonly UnitFault[];
}

/** The fields of which an image carries a byte. */
export function carriedFields(layout: Layout, image: SparseImage): readonly LayoutField[] {
  return layout.fields.filter(({ address, length }) =>
    Array.from({ length }, (_, index) => address + index).some((at) => image.byteAt(at) !== undefined),
  );
}

/**
 * What a chip holds of the unit that an image carries. Judged are the carried fields, the checks over them, and of a
 * record the whole slot that the image carries; everything else is shown.
 */
export function judgeUnit(layout: Layout, image: SparseImage, read: ReadBytes): JudgedUnit {
  const carried = new Set(carriedFields(layout, image));
  const written = layout.records.flatMap(({ slots }) =>
    slots.filter(({ fields }) => fields.some((field) => carried.has(field))),
  );
  const imageHolds: ReadBytes = (address, length) => image.read(address, length);
  const needed = withChecks(
    layout,
    new Set([...carried, ...written.flatMap((slot) => neededOf(slot, imageHolds))]),
  );
  const slots = decodeSlots(layout, read, 'damaged');
  const fields = shownFields(layout, written, imageHolds, read).map(({ field, found }) => ({
    ...found,
    judged: needed.has(field) && !mayBeBlank(field, found),
    names: namesUnit(field),
  }));
  const faults = [...needed].flatMap((field) => {
    const found = decodeField(layout, field, read);
    const problem = fieldProblem(field, found, image, read);
    if (problem === undefined) return [];
    const { address, length } = field;
    return [{ what: found.name, address, length, problem }];
  });
  return { fields, slots, faults: [...faults, ...slotFaults(layout, written, slots, faults, imageHolds)] };
}

/** The fields of a slot that an image carries in part: of a revoked one only the flag matters. */
function neededOf(slot: LayoutSlot, image: ReadBytes): readonly LayoutField[] {
  return slot.valid && flagIn(slot.valid, image) === 'revoked' ? [slot.valid] : slot.fields;
}

/** The checks over some fields, and over those checks; not the ones that another stage writes. */
function withChecks(layout: Layout, fields: Set<LayoutField>): ReadonlySet<LayoutField> {
  const stages = new Set([...fields].map(({ when }) => when));
  // A set goes on to what is added while it is walked.
  for (const field of fields) {
    for (const check of layout.fields) {
      if (check.kind !== 'check' || !memoryOf(check).some((range) => overlaps(range, field))) continue;
      if (check.when === undefined || stages.has(check.when)) fields.add(check);
    }
  }
  return fields;
}

/** Each field once: of a record those of the slot that is written, else those that count. */
function shownFields(
  layout: Layout,
  written: readonly LayoutSlot[],
  image: ReadBytes,
  read: ReadBytes,
): readonly { readonly field: LayoutField; readonly found: DecodedField }[] {
  const newest = decodeLayout(layout, read, 'unreadable');
  const isWritten = ({ record, slot }: DecodedField) =>
    written.some((each) => each.record === record && (each.slot === slot || !each.key));
  const counted = newest
    .filter((found) => !isWritten(found))
    .flatMap((found) => {
      const field = fieldOf(layout, found);
      return field ? [{ field, found }] : [];
    });
  const slots = written.flatMap((slot) => neededOf(slot, image).filter((field) => field !== slot.key));
  return [...counted, ...slots.map((field) => ({ field, found: onChip(decodeField(layout, field, read)) }))];
}

function onChip(found: DecodedField): DecodedField {
  return found.state === 'absent' ? { ...found, state: 'unreadable' } : found;
}

function mayBeBlank(field: LayoutField, { state }: DecodedField): boolean {
  // A flag that is blank says that its slot counts.
  if (field.kind === 'value' && field.flag) return false;
  return field.allowBlank && state === 'blank';
}

function namesUnit(field: LayoutField): boolean {
  if (field.kind === 'check' || field.constant !== undefined) return false;
  return field.unique || field.type === 'ascii' || field.type === 'utf8';
}

function fieldProblem(
  field: LayoutField,
  { state, problem, crcOk }: DecodedField,
  image: SparseImage,
  read: ReadBytes,
): string | undefined {
  if (state === 'invalid') return problem ?? 'breaks a rule of the layout';
  if (state === 'partial') return 'is written in part';
  if (state === 'absent' || state === 'unreadable') return 'cannot be read';
  const isOther = differs(field, image, read);
  if (state === 'blank') return field.allowBlank && !isOther ? undefined : 'is blank';
  if (isOther) return 'is not what the image holds';
  if (state === 'unchecked') return undefined;
  return field.kind === 'check' && crcOk !== true
    ? 'cannot be checked, since what it covers cannot be read'
    : undefined;
}

function differs({ address, length }: LayoutField, image: SparseImage, read: ReadBytes): boolean {
  const bytes = read(address, length);
  return Array.from({ length }, (_, index) => index).some((index) => {
    const wanted = image.byteAt(address + index);
    return wanted !== undefined && bytes?.[index] !== wanted;
  });
}

/** Slots that read right by their fields, and yet are not the ones that firmware takes. */
function slotFaults(
  layout: Layout,
  written: readonly LayoutSlot[],
  slots: readonly DecodedSlot[],
  known: readonly UnitFault[],
  image: ReadBytes,
): readonly UnitFault[] {
  const live = written.filter((slot) => !slot.valid || flagIn(slot.valid, image) !== 'revoked');
  // The entries of a keyed record count each by itself.
  const nameOf = (slot: LayoutSlot) => JSON.stringify([slot.record, keyIn(slot, image)]);
  return [...new Set(live.map(nameOf))].flatMap((name) => {
    const own = live.filter((slot) => nameOf(slot) === name);
    const last = own.at(-1);
    if (!last) return [];
    const { record } = last;
    const key = keyIn(last, image);
    const newest = slots.find((slot) => slot.record === record && slot.newest && slot.key === key);
    if (own.some(({ slot }) => slot === newest?.slot)) return [];
    if (!newest && known.some((fault) => overlaps(fault, last))) return [];
    const problem = newest ? outdatedText(layout, newest) : 'is not valid';
    const { address, length } = last;
    const isOutdated = newest !== undefined;
    return [{ what: `${record} slot ${last.slot}`, address, length, problem, isOutdated }];
  });
}

function outdatedText({ records }: Layout, { record, slot }: DecodedSlot): string {
  const { kind } = records.find(({ name }) => name === record) ?? {};
  return `does not count, since slot ${slot} ${kind === 'flagged' ? 'does' : 'is newer'}`;
}
