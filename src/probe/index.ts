export { openProbe } from './open.js';
export { type CutOffRun, keepsPast, type Stretch } from './past-runs.js';
export type {
  AccessWidth,
  BreakpointHandle,
  FlashProgress,
  Probe,
  ProbeIdentity,
  RegisterName,
  RegisterValues,
} from './probe.js';
export { type ProbeUri, parseProbeUri } from './uri.js';
