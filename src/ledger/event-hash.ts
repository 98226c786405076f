import { createHash } from 'node:crypto';

/** What the hash of an event is about. `details` is the JSON text that is stored. */
export interface HashedEvent {
  readonly station: string;
  /** From 1 on, without a gap, for each station. */
  readonly n: number;
  readonly time: string;
  readonly kind: string;
  readonly unit: number | null;
  readonly run: string | null;
  readonly details: string;
}

/** The hash before a station's first event: it binds the chain to the ledger. */
export function firstHash(ledger: string, station: string): string {
  return sha256(JSON.stringify(['otpforge ledger', ledger, station]));
}

/** The hash of an event, hexadecimal, over that of the station's event before it and all that is stored. */
export function eventHash(before: string, event: HashedEvent): string {
  const { station, n, time, kind, unit, run, details } = event;
  return sha256(JSON.stringify([before, station, n, time, kind, unit, run, details]));
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
