import { Refusal } from './refusal.js';

/** `unit:1042` is a number in the ledger, whatever else has that text. Everything else is looked for. */
export function askedUnit(id: string): string | number {
  return numberOf(/^unit:(.*)$/.exec(id)?.[1] ?? '') ?? id;
}

/** The number of a unit that is acted on: `1042` or `unit:1042`, and never a serial that looks alike. Errors: Refusal 400. */
export function actedOnUnit(id: string): number {
  const unit = numberOf(id.replace(/^unit:/, ''));
  if (unit !== undefined) return unit;
  throw new Refusal(
    400,
    'UNIT_NUMBER_NEEDED',
    'this route takes the number of a unit in the ledger, and no other name of it',
    'Look the unit up with GET /api/units/:id first.',
  );
}

function numberOf(text: string): number | undefined {
  return /^[1-9][0-9]{0,14}$/.test(text) ? Number(text) : undefined;
}
