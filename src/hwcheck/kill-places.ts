import type { Bank, BankFolders, Device } from '../bank/index.js';
import type { JobSegment } from '../burn/job.js';
import type { LoaderElf } from '../loader/index.js';
import type { ProbeUri } from '../probe/index.js';

/** Where a process of ours that burns the scratch sector is killed, in the order of its work. */
export const killPlaces = ['connected', 'job in RAM', 'job running', 'job done', 'read back'] as const;
export type KillPlace = (typeof killPlaces)[number];

/** What is said of a process that was killed at its place. */
export const killed = 'killed';

/** What such a process burns, and where it stops to be killed. */
export interface BurnOrder {
  readonly uri: ProbeUri;
  /** Where bank descriptions are, besides our own. */
  readonly folders: BankFolders | undefined;
  readonly device: Device;
  readonly bank: Bank;
  readonly loader: LoaderElf;
  readonly segment: JobSegment;
  readonly place: KillPlace;
}

/** What it says: the place where it waits, or why it never came there. */
export type BurnMessage = { readonly reached: KillPlace } | { readonly failed: string };
