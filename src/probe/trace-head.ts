import { basename } from 'node:path';
import type { Device } from '../bank/index.js';
import { type Runtime, runtime } from '../files/runtime.js';
import { version } from '../files/version.js';
import { builtLoaderSha256 } from '../loader/index.js';
import { mapProbeFiles } from './files.js';
import { type ProbeUri, probeText } from './uri.js';

/** What a trace begins with, beside its format. It names no folder, since a trace is there to be sent. */
export interface TraceHead extends Runtime {
  /** Version of otpforge. */
  readonly otpforge: string;
  readonly device?: string;
  /** SHA-256 of the loader that serves the device. */
  readonly loader?: string;
  readonly probe: string;
}

export async function traceHead(uri: ProbeUri, device: Device | undefined): Promise<TraceHead> {
  const loader = device && (await builtLoaderSha256(device.bank));
  return {
    otpforge: version(),
    ...runtime(),
    ...(device && { device: device.name }),
    ...(loader !== undefined && { loader }),
    probe: probeText(mapProbeFiles(uri, (path) => basename(path))),
  };
}
