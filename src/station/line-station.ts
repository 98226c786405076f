import {
  bankFolders,
  checkOptions,
  flag,
  need,
  oneOf,
  type Shape,
  signal,
  text,
} from '../api/options/index.js';
import type { BankFolders } from '../bank/index.js';
import type { RehearseWhen } from '../rehearsal/index.js';
import { openStation } from './open-station.js';
import type { Station } from './station.js';

export interface LineStationOptions {
  /** The file of the line, line.yaml. */
  readonly line: string;
  /** The record of program runs, with `{day}` for a file a day. */
  readonly journal: string;
  /** The code of who is at the station. */
  readonly operator?: string;
  /** The stage of the layout that is burnt. */
  readonly stage?: string;
  /** Ends after one visit, with its code. */
  readonly once?: boolean;
  /** Burns the first plan of each shape without asking. */
  readonly yes?: boolean;
  /** The file of the ledger's key, instead of the one in the state folder. */
  readonly ledgerKey?: string;
  readonly banks?: BankFolders;
  /** The first plan of each shape unless given. */
  readonly rehearse?: RehearseWhen;
  /** Stops it, as `stop()` does. */
  readonly signal?: AbortSignal;
}

const shape: Shape<LineStationOptions> = {
  line: need(text),
  journal: need(text),
  operator: text,
  stage: text,
  once: flag,
  yes: flag,
  ledgerKey: text,
  banks: bankFolders,
  rehearse: oneOf(true, false, 'first'),
  signal,
};

/**
 * Opens the slots of a line for boards, until `ended` resolves. Who answers the first plan of each shape asks `planOf` and calls
 * `confirm`. Errors: OPTION_*, SLOT_NEEDED for a line without slots, and those of `unit` before a board is looked at.
 */
export async function openLineStation(options: LineStationOptions): Promise<Station> {
  checkOptions('openLineStation', options, shape);
  return openStation(options);
}
