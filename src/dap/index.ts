export type { DebugLink, OtherPort } from './debug-link.js';
export { RemoteBitbang } from './remote-bitbang.js';
export { RemoteProbe } from './remote-probe.js';
