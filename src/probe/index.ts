export { openProbe } from './open.js';
export { type CutOffRun, keepsPast } from './past-runs.js';
export type { BreakpointHandle, Probe, ProbeIdentity } from './probe.js';
export { type ProbeUri, parseProbeUri } from './uri.js';
