import { type ProbeUri, withOptions } from '../probe/index.js';

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
