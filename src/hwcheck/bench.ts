import type { Device } from '../bank/index.js';
import type { JobSegment } from '../burn/job.js';
import type { LoaderElf } from '../loader/index.js';
import type { Medium, Probe } from '../probe/index.js';
import type { Given } from './given.js';
import type { KillPlace } from './kill-places.js';

/** What checks work on. They learn everything else by calls on the probe, so that a trace answers them again. */
export interface Bench {
  readonly probe: Probe;
  readonly medium: Medium;
  readonly device: Device;
  /** The loader that burns the bank, and the same for the scratch sector. */
  readonly loader: LoaderElf;
  readonly scratchLoader: LoaderElf;
  readonly given: Given;
  /** Asks the operator to take the supply off and on, and connects again; false where nobody can. */
  readonly powerCycle: () => Promise<boolean>;
  /** A process of ours burns a part of the scratch sector and is killed at a place; says `killed`, or why it was not. */
  readonly kill: Kill | undefined;
  /** Asks the operator to pull a plug while it burns, and to plug it in again; undefined where nobody is to be asked. */
  readonly pull: Pull | undefined;
}

export type Pulled = 'usb' | 'supply';
/** False when the operator declines. */
export type Pull = (what: Pulled, step: 'pull' | 'plug') => Promise<boolean>;

export type Kill = (place: KillPlace, segment: JobSegment) => Promise<string>;

/** What one check has seen. */
export interface Seen {
  readonly expected: string;
  readonly seen: string;
  readonly verdict: 'ok' | 'differs' | 'skipped';
  readonly otpSpent?: number;
}

export interface Check {
  readonly id: string;
  readonly title: string;
  look(bench: Bench): Promise<Seen>;
}

/** ok when what was seen is, letter by letter, what was expected. */
export function compare(expected: string, seen: string): Seen {
  return { expected, seen, verdict: expected === seen ? 'ok' : 'differs' };
}

export function judged(isOk: boolean, expected: string, seen: string): Seen {
  return { expected, seen, verdict: isOk ? 'ok' : 'differs' };
}

export function skipped(expected: string, why: string): Seen {
  return { expected, seen: why, verdict: 'skipped' };
}
