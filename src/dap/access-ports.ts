import type { DebugLink } from './debug-link.js';
import type { AccessPorts } from './debug-port.js';
import { MemAp } from './mem-ap.js';

/** The access ports of a chip: that of the core at APSEL 0, and others where the chip has them. */
export function accessPortsOf(link: DebugLink): AccessPorts {
  return new Map([
    [0, new MemAp(link, link.ids.apIdr, link.romTable)],
    ...link.otherPorts.map(
      ({ select, idr, romTable, bus }) => [select, new MemAp(bus, idr, romTable)] as const,
    ),
  ]);
}
