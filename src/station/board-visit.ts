import type { VisitDocument } from '../api/unit-document.js';
import type { PlanDocument, RunEvent } from '../burn/index.js';
import type { OtpforgeError } from '../errors/index.js';
import type { ProbeUri } from '../probe/index.js';

/** What the visit of a board in a slot works with. */
export interface BoardVisit {
  readonly slot: string;
  readonly probe: ProbeUri;
  /** What was scanned, by field. */
  readonly scans: ReadonlyMap<string, string>;
  /** Ends a visit that has written nothing yet. */
  readonly signal: AbortSignal;
  readonly confirm: (plan: PlanDocument) => Promise<boolean>;
  readonly onEvent: (event: RunEvent) => void;
  /** The unit is burnt or has failed, and the ledger does not take that; it is asked again until it does. */
  readonly onUnrecorded: (error: OtpforgeError) => void;
  /** Hears which die it is, before anything happens to it; its error ends the visit. */
  readonly onDie?: (uid: string) => void;
  /** Hears the number of its unit. */
  readonly onUnit?: (unit: number) => void;
  /** The visit has let go of the probe: all that is missing is its record. */
  readonly onLetGo?: () => void;
  /** Whether the board is still in. */
  readonly isIn?: () => boolean;
}

/** One visit of a board. Errors: those of `unit`. */
export type VisitBoard = (visit: BoardVisit) => Promise<VisitDocument>;
