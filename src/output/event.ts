import type { OutputRow } from '../ledger/index.js';
import { printableJson } from '../text/printable.js';

/** Something that happened, as other systems get it. */
export interface OutputEvent {
  /** Its row in the outbox. */
  readonly row: number;
  /** The same each time that it is sent, and of no other event, also behind a ledger that was put back. */
  readonly id: string;
  /** It may have been sent before. */
  readonly repeat: boolean;
  /** JSON on one line. */
  readonly text: string;
}

/** Where events come from. */
export interface EventOrigin {
  /** The ID of the ledger. */
  readonly ledger: string;
  /** Its dies are simulated. */
  readonly training: boolean;
}

/** A row of the outbox as an event: what `ledger export` writes, and what an output adds. */
export function eventOf({ ledger, training }: EventOrigin, row: OutputRow): OutputEvent {
  const { id, kind, run, unit, created, body, repeat } = row;
  // A ledger that was put back gives row numbers again that others have seen, never at the same moment.
  const event = `${ledger}:${id}:${Date.parse(created)}`;
  const text = printableJson({
    ...{ format: 'otpforge.outbox/1', ledger, id, kind, run, unit, created, event },
    ...(repeat && { repeat }),
    ...(training && { training }),
    body,
  });
  return { row: id, id: event, repeat, text };
}
