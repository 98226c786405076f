import {
  decodeSlots,
  type Layout,
  type LayoutField,
  type LayoutRecord,
  type LayoutSlot,
  type ReadBytes,
} from '../layout/index.js';
import { fieldContent, type PartContent } from './field-content.js';
import { dependsOnSlot } from './field-macs.js';
import type { OwnUnit } from './own-unit.js';

/** What the slots of a record hold: whole where one of them does, whatever an interrupted burn left in others. */
export function recordContent(
  layout: Layout,
  record: LayoutRecord,
  read: ReadBytes,
  own: OwnUnit,
): PartContent {
  const decoded = decodeSlots(layout, read, 'damaged').filter((slot) => slot.record === record.name);
  const slots = record.slots.map((slot, index) =>
    slotContent(layout, slot, decoded[index]?.state, read, own),
  );
  const foreign = slots.find(({ kind }) => kind === 'foreign');
  if (foreign) return foreign;
  const whole = slots.find(({ kind }) => kind === 'whole');
  return whole ?? slots.find(({ kind }) => kind !== 'blank') ?? { kind: 'blank', field: record.name };
}

function slotContent(
  layout: Layout,
  slot: LayoutSlot,
  state: string | undefined,
  read: ReadBytes,
  own: OwnUnit,
): PartContent {
  const where = { field: `${slot.record} slot ${slot.slot}`, address: slot.address };
  if (state === 'blank' || state === 'locked') return { kind: 'blank', ...where };
  // Fields that differ from slot to slot belong to the slot, whose state judges them.
  const values = slot.fields.filter((field) => !dependsOnSlot(layout, field));
  const found = values.map((field) => {
    const content = fieldContent(layout, field, read, own);
    const isUntold = content.kind === 'foreign' && state !== 'valid' && isWiped(field, own);
    return isUntold ? { ...content, kind: 'part' as const } : content;
  });
  const foreign = found.find(({ kind }) => kind === 'foreign');
  if (foreign)
    return { ...where, kind: 'foreign', ...(foreign.field !== undefined && { field: foreign.field }) };
  if (state === 'valid' && found.every(({ kind }) => kind === 'whole' || kind === 'none'))
    return { kind: 'whole', ...where };
  return { kind: 'part', ...where };
}

/** Nobody can say of some bytes whether they are a part of a secret of which the hash alone is left. */
function isWiped(field: LayoutField, own: OwnUnit): boolean {
  return field.kind === 'value' && field.secret && own.bytesOf(field) === undefined;
}
