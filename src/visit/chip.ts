import type { InFlight, PlannedChip, Refusal, ReportDocument } from '../burn/index.js';
import type { SparseImage } from '../image/index.js';
import type { CutOffRun } from '../probe/index.js';

/** The chip of a visit, in one probe session. */
export interface VisitedChip {
  /** Resets and halts it, reads identity and OTP, and finds all that forbids a burn whatever the values are. */
  look(): Promise<{ readonly found: PlannedChip; readonly refusals: readonly Refusal[] }>;
  /** What interrupted runs may have left half-programmed. */
  inFlight(runs: readonly CutOffRun[]): Promise<InFlight | undefined>;
  /** Plans and burns; an image of undefined is the firmware alone. */
  burn(request: VisitBurn): Promise<ReportDocument>;
}

export interface VisitBurn {
  /** Names the run in journal and ledger. */
  readonly run: string;
  /** The file of the journal that the run's lines go to, or a later one. */
  readonly journal: string;
  /** What goes into OTP; undefined where only firmware is written. */
  readonly otp: SparseImage | undefined;
  readonly inFlight: InFlight | undefined;
  /** The die that is burnt: it must still be there after the last read-back. */
  readonly uid: string;
  /** T2: called once the plan is accepted, before the journal's line and the first write. Its error ends the run. */
  readonly onClaim: (
    planned: PlannedChip,
    hashes: { readonly image: string; readonly plan: string },
  ) => Promise<void>;
}
