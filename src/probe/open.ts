import type { Device, LoadedBank } from '../bank/index.js';
import type { Secrets } from '../secrets/secrets.js';
import type { Probe } from './probe.js';
import { parseProbeUri } from './uri.js';

export interface OpenOptions {
  readonly banks: readonly LoadedBank[];
  /** The chip that the command is for; a probe that cannot tell it must be told. */
  readonly device?: Device;
  /** A file that records each call, for replay: and for reports from the field. */
  readonly trace?: string;
  /** What the trace must not hold. */
  readonly secrets?: Secrets | undefined;
}

/** Opens the probe that a URI names; each back end is loaded only when it is used. */
export async function openProbe(uri: string, { banks, device, trace, secrets }: OpenOptions): Promise<Probe> {
  const probe = await openBackEnd(uri, banks, device);
  if (trace === undefined) return probe;
  try {
    const { traceProbe } = await import('./trace.js');
    return traceProbe(probe, trace, uri, secrets);
  } catch (error) {
    // An open connection would keep the chip, and this process alive.
    await probe.close().catch(() => undefined);
    throw error;
  }
}

async function openBackEnd(
  uri: string,
  banks: readonly LoadedBank[],
  device: Device | undefined,
): Promise<Probe> {
  const parsed = parseProbeUri(uri);
  switch (parsed.scheme) {
    case 'sim':
      return (await import('./sim.js')).openSim(parsed, banks);
    case 'jlink':
      return (await import('./jlink/index.js')).openJLink(parsed, device);
    case 'gdb':
      return (await import('./gdb/index.js')).openGdb(parsed, banks);
    case 'replay':
      return (await import('./replay.js')).openReplay(parsed.target);
  }
}
