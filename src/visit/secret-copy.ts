import type { StageKey } from '../ledger/index.js';
import type { Recipients, SealedCopy } from '../line/index.js';

/** The copy of a value for its owner; undefined where the line names none. */
export type CopyOf = (field: string, value: Uint8Array) => SealedCopy | undefined;

/** How the secrets of one unit are sealed for their owners: a copy opens as that of this unit and field alone. */
export function secretCopies(
  recipients: Recipients,
  product: string,
  { unit, generation }: Pick<StageKey, 'unit' | 'generation'>,
): CopyOf {
  return (field, value) =>
    recipients.get(field)?.seal(value, JSON.stringify([product, unit, generation, field]));
}
