import type { JsonValue } from '../../errors/index.js';
import type { StageState } from './states.js';

/** A chip, as a plan names it. */
export interface DieId {
  readonly devId: number;
  readonly uid: string;
}

/** Where a value of a field comes from; `chip` when it was read from an adopted die. */
export type ValueSource =
  | 'sequence'
  | 'pool'
  | 'uuid'
  | 'random'
  | 'list'
  | 'scan'
  | 'hook'
  | 'derive'
  | 'chip';

/** A number of a pool, which is counted in a period: the empty text where it never begins again. */
export interface PoolNumber {
  readonly pool: string;
  readonly period: string;
  readonly n: number;
}

export interface NewValue {
  readonly field: string;
  readonly source: ValueSource;
  /** One unit at most has it within its scope. */
  readonly unique: boolean;
  readonly scope: string;
  /** The keyed hash of its canonical bytes. */
  readonly mac: Uint8Array;
  /** Canonical bytes and text of what is not secret. */
  readonly canonical?: Uint8Array;
  readonly text?: string;
  /** What is secret, until it is verified. */
  readonly sealed?: Uint8Array;
  /** A copy that only the owner of a secret can open: it leaves once the stage is verified. */
  readonly forOwner?: JsonValue;
  readonly number?: PoolNumber;
  /** Further addresses of the same step, which no other unit gets. */
  readonly more?: readonly NewValue[];
}

export interface KnownValue extends Omit<NewValue, 'more' | 'forOwner'> {
  /** The stage that brought it. */
  readonly stage: string;
}

/** What a run was about to burn. */
export interface Claim {
  readonly run: string;
  readonly station: string;
  readonly slot: string;
  /** The journal's file. */
  readonly journal: string;
  readonly units: readonly { readonly address: number; readonly length: number }[];
  /** What the run found burnt, and reads back. */
  readonly found?: Claim['units'];
  /** SHA-256 of image and plan. */
  readonly image: string;
  readonly plan: string;
  /** The line does more after the read-back than the journal knows: its end there does not verify the unit. */
  readonly finishedLater: boolean;
  readonly time: string;
}

export interface KnownStage {
  readonly stage: string;
  readonly state: StageState;
  readonly version: number;
  readonly run?: string;
  /** The newest. */
  readonly claim?: Claim;
  /** Of this generation, where the run did not end verified, the oldest first. */
  readonly claims: readonly Claim[];
  /** Of this generation, where the run verified the stage, the oldest first. */
  readonly verified: readonly Claim[];
  /** Runs of these claims that failed and left no write unit half-burnt: all that they burnt was read back. */
  readonly readBack: readonly string[];
  readonly contentMac?: string;
  readonly fieldMacs?: Readonly<Record<string, string>>;
  /** Somebody has read burnt write units of it. */
  readonly burntOnRecord: boolean;
  /** False when a journal settled it, and nobody has seen the die since; or since a rework began that is not done. */
  readonly shown: boolean;
  /** Somebody began to write its firmware again, and nobody knows that it is whole. */
  readonly isReworkOpen?: true;
  /** Why it was released, scrapped, accepted or adopted. */
  readonly reason?: string;
}

/** A unit in its newest generation. */
export interface KnownUnit {
  readonly unit: number;
  readonly product: string;
  readonly die?: DieId;
  readonly generation: number;
  readonly order?: string;
  readonly batch?: string;
  /** Its place in the batch, from 0. */
  readonly row?: number;
  readonly stages: readonly KnownStage[];
  readonly values: readonly KnownValue[];
  /** The unit that it replaces. */
  readonly replaces?: number;
  readonly scrapped: boolean;
  /** A visit of it, in whichever generation, ended in UNPLANNED_CHANGE. */
  readonly isSetAside?: true;
}
