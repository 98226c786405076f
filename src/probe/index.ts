export { Connection } from './connection.js';
export { mapProbeFiles, probeFiles, trustedOptions } from './files.js';
export { fileOption, kindOf, type Medium, type ProbeKind, type ProbeScheme, probeKinds } from './kinds.js';
export { openProbe } from './open.js';
export { openPatiently, type Patience } from './open-patiently.js';
export { type CutOffRun, keepsPast } from './past-runs.js';
export type { BreakpointHandle, Probe, ProbeIdentity } from './probe.js';
export { type ProbeUri, parseProbeUri, probeText, withOptions } from './uri.js';
