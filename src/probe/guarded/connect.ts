import type { AddressRange } from '../../range/index.js';
import { connectGdb, type Deadlines, type ServerKind } from '../gdb/index.js';
import type { Probe, ProbeIdentity } from '../probe.js';
import { explained, GuardedProbe } from './guarded-probe.js';
import type { GuardedServer } from './guarded-server.js';

/** How a server that was started is used. */
export interface Connection {
  /** As people call it: "OpenOCD". */
  readonly program: string;
  readonly kind: ServerKind;
  readonly port: number;
  readonly identity: ProbeIdentity;
  readonly deadlines: Deadlines;
  readonly uncached: readonly AddressRange[];
  /** What helps where it cannot do something, such as programming flash. */
  readonly unsupported?: string;
  readonly onClosed: () => void;
}

/** Connects to a server that is ready. The probe ends it when it is closed. Errors: PROBE_LOST, PROBE_UNSUPPORTED. */
export async function connectGuarded(server: GuardedServer, connection: Connection): Promise<Probe> {
  const { kind, port, deadlines, uncached } = connection;
  try {
    const probe = await connectGdb({ host: '127.0.0.1', port }, { kind, deadlines, uncached });
    return new GuardedProbe(probe, server, connection);
  } catch (error) {
    throw await explained(error, server, connection);
  }
}
