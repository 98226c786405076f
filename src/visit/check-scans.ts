import { OtpforgeError } from '../errors/index.js';
import type { KnownUnit, KnownValue, NewValue } from '../ledger/index.js';
import { isScanned } from '../line/index.js';
import { newValue, valueField } from './new-value.js';
import { scanned } from './new-values.js';
import type { VisitSetup } from './setup.js';
import { valueKeeper } from './unit-keeper.js';

/**
 * Refuses a board whose label says something else than the value that its unit has: it keeps that one. Errors:
 * SCAN_DIFFERS, SCAN_INVALID, LAYOUT_VALUE.
 */
export function checkScans(
  { ledger, line, layout, scans }: Pick<VisitSetup, 'ledger' | 'line' | 'layout' | 'scans'>,
  unit: KnownUnit,
): void {
  for (const source of line.sources) {
    const text = isScanned(source) ? scans.get(source.field) : undefined;
    const known = unit.values.find(({ field }) => field === source.field);
    if (text === undefined || !known) continue;
    if (source.kind === 'scan') scanned(source, { scans });
    const how = { source: source.kind, scopes: line, keeper: valueKeeper(ledger, unit) };
    const value = newValue(valueField(layout, source.field), text, how);
    if (!isSame(value, known)) throw differs(unit, value, known);
  }
}

/** Whatever scope the line had when the value was given out. */
function isSame(value: NewValue, known: KnownValue): boolean {
  if (value.canonical && known.canonical) return Buffer.compare(value.canonical, known.canonical) === 0;
  return Buffer.compare(value.mac, known.mac) === 0;
}

function differs({ unit }: KnownUnit, { field, text: found }: NewValue, { text }: KnownValue): OtpforgeError {
  const isShown = found !== undefined && text !== undefined;
  const sides = isShown
    ? `${found} was scanned, and unit ${unit} has ${text}`
    : `unit ${unit} has another one`;
  return new OtpforgeError('SCAN_DIFFERS', {
    message: `${field}: ${sides}; nothing was written`,
    remedy:
      'Scan the label of this very board. A unit keeps its values: if this one is wrong, release or scrap it.',
    details: { unit, field },
  });
}
