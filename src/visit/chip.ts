import type { InFlight, PlannedChip, Refusal, ReportDocument, VerifyReport } from '../burn/index.js';
import type { SparseImage } from '../image/index.js';
import type { DieId } from '../ledger/index.js';
import type { CutOffRun, Patience } from '../probe/index.js';

/** The chip of a visit, in one probe session, and behind its burn in others. */
export interface VisitedChip {
  /** Resets and halts it, reads identity and OTP, and finds all that forbids a burn whatever the values are. */
  look(): Promise<LookedAt>;
  /** What interrupted runs may have left half-programmed. */
  inFlight(runs: readonly CutOffRun[]): Promise<InFlight | undefined>;
  /** Plans and burns; an image of undefined is the firmware alone. */
  burn(request: VisitBurn): Promise<ReportDocument>;
  /** Lets other programs have the probe. */
  release(): Promise<void>;
  /** Resets the burnt chip in a session of its own, and lets its firmware run again. Errors: PROBE_*, TARGET_*. */
  protection(patience?: Patience): Promise<ProtectedChip>;
  /** The supply of the board in millivolts, as the probe measures it now. */
  supplyMv(): Promise<number | undefined>;
  /** Opens a new session when the board has its supply again, and compares all that was written. Errors: PROBE_*, TARGET_*. */
  compareCold(otp: SparseImage, signal: AbortSignal | undefined): Promise<VerifyReport>;
}

export interface LookedAt {
  readonly found: PlannedChip;
  readonly refusals: readonly Refusal[];
  /** Who it says that it is when it is asked once more; undefined for another chip than the line's. */
  readonly again: DieId | undefined;
}

export interface ProtectedChip {
  readonly uid: string;
  /** Of its read protection; undefined where no description has the value. */
  readonly level: number | undefined;
}

export interface VisitBurn {
  /** Names the run in journal and ledger. */
  readonly run: string;
  /** The file of the journal that the run's lines go to, or a later one. */
  readonly journal: string;
  /** What goes into OTP; undefined where only firmware is written. */
  readonly otp: SparseImage | undefined;
  readonly inFlight: InFlight | undefined;
  /** Hears that data units which the run had to burn read as burnt, whatever becomes of the run. */
  readonly onUnitsBurnt?: () => void;
  /** The die that is burnt: it must still be there after the last read-back. */
  readonly uid: string;
  /** T2: called once the plan is accepted, before the journal's line and the first write. Its error ends the run. */
  readonly onClaim: (
    planned: PlannedChip,
    hashes: { readonly image: string; readonly plan: string },
  ) => Promise<void>;
}
