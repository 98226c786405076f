import type { LedgerAdoptDocument } from '../api/ledger-adopt.js';
import { fieldsTable } from './fields-text.js';
import { unitText } from './ledger-unit-text.js';
import { marked } from './medium-text.js';
import { slotsTable } from './slots-text.js';

/** What a die holds that is to be adopted, and the unit that it has become. */
export function adoptText(document: LedgerAdoptDocument): string {
  const { device, die, fields, slots, unit, reason } = document;
  const lines = [
    `${device}, die ${die.uid}, holds`,
    fieldsTable(fields),
    ...(slots.length > 0 ? [slotsTable(slots)] : []),
    ...(unit ? [`adopted: ${reason}`, unitText(unit)] : []),
  ];
  return marked(document, lines.join('\n'));
}
