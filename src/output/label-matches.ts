import { dataField, type Layout } from '../layout/index.js';

/** A value of a unit that was verified: what the ledger gave it, and what was read back. */
export interface ReadBackValue {
  readonly field: string;
  /** Not of a secret one. */
  readonly text?: string | undefined;
}

/** Whether what was scanned is on the label of just this unit: the whole text of one of its values that no other unit has. */
export function labelMatches(scanned: string, values: readonly ReadBackValue[], layout: Layout): boolean {
  return values.some(({ field, text }) => text === scanned && dataField(layout, field)?.unique === true);
}
