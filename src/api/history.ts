import type { BurnRequest } from '../burn/index.js';
import { keepsPast, type Probe } from '../probe/index.js';

type CutOffRuns = BurnRequest['cutOffRuns'];

/** What a journal says about interrupted runs, via the probe: a trace keeps it, and a replayed one answers with it. */
export function historyOf(probe: Probe, cutOffRuns: CutOffRuns): CutOffRuns {
  if (!keepsPast(probe)) return cutOffRuns;
  return (uid) => probe.cutOffRuns(async () => (await cutOffRuns?.(uid)) ?? []);
}
