import { type ProbeUri, withOptions } from '../probe/index.js';
import type { UserConfig } from './config.js';

/** Flags that stand for options of a probe URI. */
export interface ProbeFlags {
  readonly jlinkLibrary?: string;
  readonly log?: string;
  readonly reset?: string;
}

/** A probe with what flags say beside it; a probe kind that lacks an option refuses it. Errors: PROBE_URI. */
export function withProbeFlags(probe: ProbeUri, { jlinkLibrary, log, reset }: ProbeFlags): ProbeUri {
  const options = Object.entries({ library: jlinkLibrary, log, reset });
  return withOptions(
    probe,
    options.flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const])),
  );
}

/** A J-Link with the library and the log of the user's own file, where nothing before it names them. */
export function withUserLibrary(
  probe: ProbeUri,
  { jlink }: UserConfig,
  named = process.env.OTPFORGE_JLINK_LIBRARY,
): ProbeUri {
  if (probe.scheme !== 'jlink' || jlink === undefined) return probe;
  const { library = named ? undefined : jlink.library, log = jlink.log } = probe.options;
  return withProbeFlags(probe, {
    ...(library !== undefined && { jlinkLibrary: library }),
    ...(log !== undefined && { log }),
  });
}
