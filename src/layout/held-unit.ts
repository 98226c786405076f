import { decodeLayout, decodeSlots, fieldOf } from './decode.js';
import type { DecodedField, ReadBytes } from './decode-field.js';
import type { JudgedUnit } from './judge-unit.js';
import type { Layout, LayoutField } from './layout.js';

/**
 * The unit that a chip holds, if it is a valid one by the layout: nothing of it breaks a rule, and only what a later
 * stage writes is missing. Undefined otherwise.
 */
export function heldUnit(layout: Layout, read: ReadBytes): JudgedUnit | undefined {
  const found = decodeLayout(layout, read, 'unreadable').map((each) => ({
    each,
    field: fieldOf(layout, each),
  }));
  const isValid = found.every(({ each, field }) => field !== undefined && isFine(field, each));
  if (!isValid || !found.some(({ each, field }) => isGiven(field) && each.state === 'value'))
    return undefined;
  return {
    fields: found.map(({ each, field }) => ({
      ...each,
      judged: each.state === 'value',
      names: isGiven(field) && (field?.unique === true || each.type === 'ascii' || each.type === 'utf8'),
    })),
    slots: decodeSlots(layout, read, 'damaged'),
    faults: [],
  };
}

function isFine(field: LayoutField, { state, crcOk }: DecodedField): boolean {
  if (state === 'unchecked') return true;
  if (state === 'value') return field.kind === 'value' || crcOk === true;
  return state === 'blank' && (field.when !== undefined || field.allowBlank);
}

/** A constant alone is not a unit: it is the same in all of them. */
function isGiven(field: LayoutField | undefined): boolean {
  return field?.kind === 'value' && field.constant === undefined;
}
