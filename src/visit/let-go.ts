import type { VisitedChip } from './chip.js';
import type { Seen } from './seen.js';
import type { VisitSetup } from './setup.js';

/** Lets go of the probe, once, where somebody watches the board while the ledger is asked to record how its visit ended. */
export async function letGo({ onLetGo }: VisitSetup, chip: VisitedChip, seen: Seen): Promise<void> {
  if (!onLetGo || seen.isLetGo) return;
  seen.isLetGo = true;
  await chip.release();
  onLetGo();
}
