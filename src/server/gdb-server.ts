import type { SimulatedChip } from '../chip/index.js';
import { type ChipServerOptions, startChipServer } from './chip-server.js';

export interface GdbServerOptions extends Omit<ChipServerOptions, 'ports'> {
  /** TCP port; 0 picks a free one. */
  readonly port: number;
}

export interface GdbServer {
  readonly host: string;
  readonly port: number;
  readonly uid: string;
  /** Ends the connection, stops listening and saves the chip. */
  close(): Promise<void>;
}

/**
 * Serves a simulated chip by the GDB remote protocol, to one client at a time; a second one is turned away.
 * Errors: PORT_UNAVAILABLE.
 */
export async function startGdbServer(
  chip: SimulatedChip,
  { port, ...options }: GdbServerOptions,
): Promise<GdbServer> {
  const server = await startChipServer(chip, { ...options, ports: { gdb: port } });
  return { host: server.host, port: server.ports.gdb ?? port, uid: server.uid, close: server.close };
}
