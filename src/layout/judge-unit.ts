import type { SparseImage } from '../image/index.js';
import { overlaps } from '../range/index.js';
import { decodeLayout, decodeSlots } from './decode.js';
import { type DecodedField, decodeField, type ReadBytes } from './decode-field.js';
import type { DecodedSlot } from './decode-slots.js';
import { type Layout, type LayoutField, type LayoutSlot, memoryOf } from './layout.js';

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
  const needed = withChecks(layout, new Set([...carried, ...written.flatMap(({ fields }) => fields)]));
  const slots = decodeSlots(layout, read, 'damaged');
  const fields = shownFields(layout, written, read).map(({ field, found }) => ({
    ...found,
    judged: needed.has(field) && !mayBeBlank(field, found),
    names: namesUnit(field),
  }));
  const faults = [...needed].flatMap((field) => {
    const found = decodeField(layout, field, read);
    const problem = fieldProblem(field, found, image, read);
    if (problem === undefined) return [];
    const { name, address, length } = field;
    return [{ what: name, address, length, problem }];
  });
  return { fields, slots, faults: [...faults, ...slotFaults(written, slots, faults)] };
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
  read: ReadBytes,
): readonly { readonly field: LayoutField; readonly found: DecodedField }[] {
  const newest = decodeLayout(layout, read, 'unreadable');
  const records = new Set(written.map(({ record }) => record));
  const counted = newest
    .filter(({ record }) => record === undefined || !records.has(record))
    .flatMap((found) => {
      const field = layout.fields.find(({ name }) => name === found.name);
      return field ? [{ field, found }] : [];
    });
  const slots = written.flatMap((slot) => slot.fields);
  return [...counted, ...slots.map((field) => ({ field, found: onChip(decodeField(layout, field, read)) }))];
}

function onChip(found: DecodedField): DecodedField {
  return found.state === 'absent' ? { ...found, state: 'unreadable' } : found;
}

function mayBeBlank({ allowBlank }: LayoutField, { state }: DecodedField): boolean {
  return allowBlank && state === 'blank';
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
  written: readonly LayoutSlot[],
  slots: readonly DecodedSlot[],
  known: readonly UnitFault[],
): readonly UnitFault[] {
  return [...new Set(written.map(({ record }) => record))].flatMap((record) => {
    const own = written.filter((slot) => slot.record === record);
    const newest = slots.find((slot) => slot.record === record && slot.newest);
    const last = own.at(-1);
    if (!last || own.some(({ slot }) => slot === newest?.slot)) return [];
    if (!newest && known.some((fault) => overlaps(fault, last))) return [];
    const problem = newest ? `does not count, since slot ${newest.slot} is newer` : 'is not valid';
    const { address, length } = last;
    const isOutdated = newest !== undefined;
    return [{ what: `${record} slot ${last.slot}`, address, length, problem, isOutdated }];
  });
}
