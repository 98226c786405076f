import type { Medium } from '../probe/index.js';
import type { SlotState } from './slot-state.js';

/** A unit that somebody has to look after: which board lies where, and what to do with it. */
export interface OpenUnit {
  readonly unit: number;
  readonly uid?: string;
  readonly serial?: string;
  readonly stage: string;
  /** What the ledger has of it. */
  readonly state: string;
  /** The slot and station that had it last. */
  readonly slot?: string;
  readonly station?: string;
  /** One sentence. */
  readonly next: string;
}

/** A visit that did not end well, as the last few are shown. */
export interface ShownFailure {
  readonly at: string;
  readonly slot: string;
  readonly insertion: number;
  readonly uid?: string;
  readonly serial?: string;
  readonly code: string;
  readonly message: string;
}

/** The numbers of this shift that the operator sees. */
export interface ShownNumbers {
  /** Dies first seen since the shift began. */
  readonly units: number;
  readonly verified: number;
  /** Shares of 1; undefined while no unit was seen. */
  readonly firstPassYield?: number;
  readonly finalYield?: number;
  readonly medianSeconds?: number;
}

/** What must be done before any board is taken up; the text is one sentence. */
export interface Clearance {
  readonly needed: boolean;
  readonly text: string;
}

/** All that a station shows. */
export interface StationState {
  readonly format: 'otpforge.station/1';
  /** Grows with each change. */
  readonly version: number;
  readonly product: string;
  /** The line's file, without its folder. */
  readonly line: string;
  /** The station's ID in the ledger. */
  readonly station: string;
  readonly medium: Medium;
  /** Simulated chips: nothing here is a real board. */
  readonly training: boolean;
  /** The code of who has signed on. */
  readonly operator?: string;
  readonly operatorName?: string;
  readonly order?: { readonly number: string; readonly done: number; readonly quantity: number };
  readonly slots: readonly SlotState[];
  readonly openUnits: readonly OpenUnit[];
  /** The newest first, at most ten. */
  readonly failures: readonly ShownFailure[];
  readonly numbers: ShownNumbers;
  /** Why no slot takes a board; undefined while they do. */
  readonly stopped?: { readonly code: string; readonly message: string; readonly next: string };
  /** What is said of outputs, backups, disks and pools. */
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
}
