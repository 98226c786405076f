import { printable } from '../text/printable.js';
import { isCheckType } from './check-types.js';
import type { DecodedSlot } from './decode-slots.js';
import type { JudgedField, JudgedUnit } from './judge-unit.js';

/** What is shown of a unit's fields in one line. */
const namesShown = 4;
const longest = 40;

type ShownField = Pick<
  JudgedField,
  'name' | 'type' | 'state' | 'judged' | 'names' | 'secret' | 'value' | 'text' | 'crcOk'
>;

/** A unit in one line, such as "serial SN-000013, crc correct". The caller has taken out what must not be shown. */
export function unitText({ fields }: { readonly fields: readonly ShownField[] }): string {
  const judged = fields.filter((field) => field.judged);
  const given = judged.filter(({ type }) => !isCheckType(type));
  const named = given.filter(({ names }) => names);
  const shown = (named.length > 0 ? named : given).slice(0, namesShown);
  return [
    ...shown.map((field) => `${field.name} ${valueText(field)}`),
    ...checksText(judged.filter(({ type, state }) => isCheckType(type) && state === 'value')),
    ...judged.filter(({ state }) => state === 'unchecked').map(({ name }) => `${name} unchecked`),
  ].join(', ');
}

function checksText(checks: readonly ShownField[]): readonly string[] {
  const [first] = checks;
  if (!first) return [];
  if (checks.length === 1) return [`${first.type} correct`];
  const what = checks.every(({ type }) => type === 'crc') ? 'crcs' : 'checks';
  return [`${checks.length} ${what} correct`];
}

/** What else the chip holds by the layout and the unit does not need; empty when there is nothing. */
export function besidesText({
  fields,
  slots,
}: Pick<JudgedUnit, 'slots'> & { readonly fields: readonly ShownField[] }): string {
  const others = fields.filter(({ judged }) => !judged).map((field) => `${field.name} ${besideText(field)}`);
  const spare = slots
    .filter(isWorthShowing)
    .map(({ record, slot, state }) => `${record} slot ${slot} ${state}`);
  return [...others, ...spare].join(', ');
}

function valueText({ secret, value, text }: ShownField): string {
  if (secret) return '(secret)';
  const whole = printable(typeof value === 'number' || text === undefined ? String(value ?? '') : text);
  return whole.length > longest ? `${whole.slice(0, longest - 1)}…` : whole;
}

function besideText(field: ShownField): string {
  return field.state === 'value' ? valueText(field) : field.state;
}

// A free slot and the one that counts are as expected, and an older value of which there may be many.
function isWorthShowing({ state, newest, sequence }: DecodedSlot): boolean {
  return !newest && state !== 'blank' && (state !== 'valid' || sequence !== undefined);
}
