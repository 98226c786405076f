import type { LoadedBank } from '../bank/index.js';
import type { Probe } from './probe.js';
import { parseProbeUri } from './uri.js';

export interface OpenOptions {
  readonly banks: readonly LoadedBank[];
  /** A file that records each call, for replay: and for reports from the field. */
  readonly trace?: string;
}

/** Opens the probe that a URI names; each back end is loaded only when it is used. */
export async function openProbe(uri: string, { banks, trace }: OpenOptions): Promise<Probe> {
  const probe = await openBackEnd(uri, banks);
  if (trace === undefined) return probe;
  const { traceProbe } = await import('./trace.js');
  return traceProbe(probe, trace, uri);
}

async function openBackEnd(uri: string, banks: readonly LoadedBank[]): Promise<Probe> {
  const parsed = parseProbeUri(uri);
  switch (parsed.scheme) {
    case 'sim':
      return (await import('./sim.js')).openSim(parsed, banks);
    case 'replay':
      return (await import('./replay.js')).openReplay(parsed.target);
  }
}
