import type { Phase } from '../burn/index.js';

/** What a slot is at, as it is shown. */
export type SlotStatus =
  /** No board is in it. */
  | 'empty'
  /** A board is in it and waits for a start. */
  | 'ready'
  | 'busy'
  /** Somebody is asked about the plan. */
  | 'confirm'
  /** Burnt, read back and recorded, and the board is still in. */
  | 'pass'
  /** Verified before; it was only read. */
  | 'again'
  /** The firmware of a verified unit was written again. */
  | 'reworked'
  /** Refused, declined, failed or interrupted: the code says which. */
  | 'fail'
  /** Burnt and read back, or failed, and the ledger has not taken that yet. */
  | 'not-recorded'
  /** Boards are left alone in it. */
  | 'paused';

/** A public value of a unit, as people read it. */
export interface ShownValue {
  readonly field: string;
  readonly text: string;
}

/** What is shown of a slot. */
export interface SlotState {
  readonly slot: string;
  readonly status: SlotStatus;
  /** Grows by one with each board that is taken up; 0 before the first. */
  readonly insertion: number;
  /** What a busy slot is doing, and how far it is. */
  readonly step?: { readonly phase: Phase; readonly done: number; readonly total: number };
  readonly uid?: string;
  /** Its number in the ledger. */
  readonly unit?: number;
  /** Without secret ones. */
  readonly values?: readonly ShownValue[];
  readonly code?: string;
  readonly message?: string;
  /** One sentence: what to do next. */
  readonly next?: string;
  /** Somebody must look before anything else happens here. */
  readonly alarm?: string;
  /** When it became so, ISO 8601. */
  readonly since: string;
}

/** What a slot shows beside its name, its board and the time. */
export type SlotShown = Omit<SlotState, 'slot' | 'insertion' | 'since'>;

export function shownOf({ slot, insertion, since, ...shown }: SlotState): SlotShown {
  return shown;
}
