import type { PlanDocument } from '../burn/index.js';
import type { SlotState } from './slot-state.js';
import type { StationState } from './station-state.js';

/** What happened at a station, one object each. */
export type StationEvent =
  | { readonly type: 'slot'; readonly slot: SlotState }
  /** Anything else that is shown has changed: read `state()`. */
  | { readonly type: 'changed' }
  | {
      readonly type: 'alarm' | 'note' | 'warning';
      readonly slot?: string;
      readonly code?: string;
      readonly message: string;
    };

/** Names a board by its slot and its insertion, so that nothing meant for one board reaches the next. */
export interface Insertion {
  readonly slot: string;
  readonly insertion: number;
}

/** Where a scan went. Each is used once. */
export interface ScanTaken {
  readonly as: 'operator' | 'slot' | 'field' | 'label';
  readonly slot?: string;
  readonly field?: string;
  /** The board waits for more scans, which go to it as well. */
  readonly isIncomplete?: boolean;
}

/** A running station: its slots are tasks of one process. */
export interface Station {
  state(): StationState;
  /** Hears each change at once; returns what ends it. */
  watch(listener: (event: StationEvent) => void): () => void;
  /** Starts the board that is in. Errors: SLOT_UNKNOWN, INSERTION_STALE, SLOT_BUSY. */
  start(board: Insertion): SlotState;
  pause(slot: string): SlotState;
  resume(slot: string): SlotState;
  /** The plan that a slot asks about; undefined where it asks nothing. */
  planOf(slot: string): PlanDocument | undefined;
  /** Answers what a slot asks. Errors: as start. */
  confirm(board: Insertion, accept: boolean): SlotState;
  /**
   * Takes a text of a scanner; `board` is the one in the slot whose code was scanned where this text was, `none` where none was.
   * Without it the station remembers the code of a slot for its next scan. Errors: SCAN_UNKNOWN, SCAN_DIFFERS.
   */
  scan(text: string, board?: Insertion | 'none'): ScanTaken;
  signOff(): void;
  /** Finishes and records what is being written, and leaves the other boards alone. */
  stop(): void;
  /** 0, or 7 where units are open; with `once` the code of its visit. */
  readonly ended: Promise<number>;
}

/** A station that somebody is at, with its keys. */
export interface KeyedStation extends Station {
  /** As `start`. Errors: SLOT_BUSY as well, where a scan or a program starts the boards of the line. */
  startByKey(board: Insertion): SlotState;
}
