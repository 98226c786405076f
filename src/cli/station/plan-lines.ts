import type { PlanDocument } from '../../burn/index.js';
import { printable, printableDocument } from '../../text/printable.js';
import { toned } from '../../text/tone.js';
import { consequences } from '../consequences.js';
import { marked } from '../medium-text.js';
import { planText } from '../plan-text.js';

/** The plan that a slot asks about, and what it makes unwritable. */
export function planLines(slot: string, plan: PlanDocument): string {
  const shown = printableDocument(plan);
  return [
    toned('heading', `slot ${printable(slot)}: the first plan of its kind`),
    marked(shown, `${planText(shown)}\n\n${consequences(shown).join('\n')}`),
    'The boards after it are burnt without a question while their plans differ in values alone.',
  ].join('\n');
}
