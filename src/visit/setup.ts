import type { Device } from '../bank/index.js';
import type { OtpforgeError } from '../errors/index.js';
import type { Layout } from '../layout/index.js';
import type { Line, Recipients } from '../line/index.js';
import type { VisitLedger } from './visit-ledger.js';

/** What a visit works with, whatever die is presented. */
export interface VisitSetup {
  readonly ledger: VisitLedger;
  readonly line: Line;
  /** Of the line: whom copies of secrets are sealed for. */
  readonly recipients: Recipients;
  readonly layout: Layout;
  readonly device: Device;
  /** The stage of the layout that is burnt; the empty text where the layout has none. */
  readonly stage: string;
  readonly slot: string;
  readonly operator?: string;
  /** What was scanned, by field. */
  readonly scans: ReadonlyMap<string, string>;
  /** With `{day}` for a file a day. */
  readonly journal: string;
  /** Burn the same values into an erased reserved sector again. */
  readonly rewrite?: boolean;
  /** Write the firmware of a verified unit again. */
  readonly rework?: boolean;
  /** The first pause before the ledger is asked again to take an outcome; each is longer than the one before. */
  readonly retryPauseMs?: number;
  /** How long somebody may take to switch the board off; ten minutes unless given. */
  readonly coldWaitMs?: number;
  /** Ends what comes after the burn. */
  /** Only a golden board of the line is taken. */
  readonly goldenFirst?: boolean;
  readonly signal?: AbortSignal;
  readonly note: (text: string) => void;
  /** What this station left open before it began is settled: only that of the die itself is looked at. */
  readonly isSettled?: boolean;
  /** Hears which die is presented, before anything happens to it; its error ends the visit. */
  readonly onDie?: (uid: string) => void;
  /** Hears the number of the unit that the die has, or is. */
  readonly onUnit?: (unit: number) => void;
  /** The probe is let go of for good: all that is missing is the record, whatever it says. */
  readonly onLetGo?: () => void;
  /** The ledger did not take how a burn ended. With it the ledger is asked until it does, or the signal is aborted. */
  readonly onUnrecorded?: (error: OtpforgeError) => void;
  /** Whether the board is still where somebody is shown its verdict. */
  readonly isIn?: () => boolean;
}

/** The stages that are encoded with one; undefined where the layout has none. */
export function stagesOf(stage: string): readonly string[] | undefined {
  return stage === '' ? undefined : [stage];
}
