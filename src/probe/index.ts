export { openProbe } from './open.js';
export { keepsPast } from './past-runs.js';
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
