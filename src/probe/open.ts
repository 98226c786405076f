import type { Device, LoadedBank } from '../bank/index.js';
import type { Secrets } from '../secrets/secrets.js';
import { kindOf, type NewChip } from './kinds.js';
import type { Probe } from './probe.js';
import { type ProbeUri, parseProbeUri } from './uri.js';

export interface OpenOptions {
  readonly banks: readonly LoadedBank[];
  /** The chip that the command is for; a probe that cannot tell it must be told. */
  readonly device?: Device;
  /** A file that records each call, for replay: and for reports from the field. */
  readonly trace?: string;
  /** What the trace must not hold. */
  readonly secrets?: Secrets | undefined;
  /** A simulated chip whose file is not there is made unless this says otherwise. */
  readonly newChip?: NewChip;
}

/** Opens the probe that a URI names. */
export async function openProbe(
  probe: string | ProbeUri,
  { banks, device, trace, secrets, newChip = () => {} }: OpenOptions,
): Promise<Probe> {
  const uri = typeof probe === 'string' ? parseProbeUri(probe) : probe;
  const opened = await kindOf(uri).open(uri, { banks, device, newChip });
  if (trace === undefined) return opened;
  try {
    const [{ traceHead }, { traceProbe }] = await Promise.all([
      import('./trace-head.js'),
      import('./trace.js'),
    ]);
    return traceProbe(opened, trace, await traceHead(uri, device), secrets);
  } catch (error) {
    // An open connection would keep the chip, and this process alive.
    await opened.close().catch(() => undefined);
    throw error;
  }
}
