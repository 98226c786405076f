import type { Host } from './host.js';
import { jlinkHosts } from './jlink.js';
import { keilHosts } from './keil.js';
import { probeRsHosts } from './probe-rs.js';
import { pyocdHosts } from './pyocd.js';

/** Every host that is modelled, each in the ways in which it can be told to work. */
export const hosts: readonly Host[] = [...jlinkHosts, ...keilHosts, ...pyocdHosts, ...probeRsHosts];
