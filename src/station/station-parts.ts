import type { OpenLedger } from '../api/board-visit.js';
import type { Medium, ProbeUri } from '../probe/index.js';
import type { RehearseWhen } from '../rehearsal/index.js';
import type { Contact } from './contact.js';
import type { Guard } from './guards/guard.js';
import type { LineKeeper } from './line-keeper.js';
import type { StationOutputs } from './station-outputs.js';

/** What a station is made of. */
export interface StationParts {
  readonly keeper: LineKeeper;
  readonly open: OpenLedger;
  readonly slots: ReadonlyMap<string, { readonly uri: ProbeUri; readonly contact: Contact }>;
  readonly medium: Medium;
  readonly journal: string;
  readonly stage: string;
  readonly rehearse: RehearseWhen;
  /** Plans are burnt without asking. */
  readonly yes: boolean;
  /** Ends after one visit. */
  readonly once: boolean;
  readonly operator: string | undefined;
  /** By badge. */
  readonly names: ReadonlyMap<string, string>;
  /** By the clock of the ledger. */
  readonly from: Date;
  readonly now: () => Date;
  /** Before the ledger is asked again for a record; half a second unless given. */
  readonly retryPauseMs: number | undefined;
  readonly outputs: StationOutputs;
  /** Beside those of the line. */
  readonly guards: readonly Guard[];
  /** Called when it has ended. */
  readonly close: () => Promise<void>;
}
