import type { ProbeIdentity } from '../probe.js';
import type { GdbClient } from './client.js';
import { serverName } from './server-kind.js';
import type { ServerKind } from './server-kinds.js';

/** What a server tells about itself; only ours knows the device and its supply. */
export async function identifyServer(client: GdbClient, kind: ServerKind): Promise<ProbeIdentity> {
  const status = kind === 'otpforge' ? readStatus((await client.monitor('status')).text) : new Map();
  const device = status.get('device');
  const supply = Number.parseInt(status.get('supply') ?? '', 10);
  return {
    description: device
      ? `simulated ${device} at ${client.server}`
      : `${serverName(kind)} at ${client.server}`,
    serial: client.server,
    device,
    vtrefMv: Number.isNaN(supply) ? undefined : supply,
  };
}

function readStatus(text: string): ReadonlyMap<string, string> {
  return new Map(
    text.split('\n').flatMap((line) => {
      const [, key, value] = /^([a-z ]+): (.*)$/.exec(line) ?? [];
      return key === undefined || value === undefined ? [] : [[key, value] as const];
    }),
  );
}
