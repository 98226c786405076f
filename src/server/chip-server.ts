import type { Socket } from 'node:net';
import type { SimulatedChip } from '../chip/index.js';
import { type ClientPort, host, openPort } from './client-port.js';
import { serveBitbang, serveRemoteProbe } from './debug-sessions.js';
import { refuseHttp, speaksHttp } from './http.js';
import { ServedChip } from './served-chip.js';
import { serveClient } from './session.js';

/** The protocols that a chip is served by. */
export const protocols = ['gdb', 'openocd', 'pyocd'] as const;

export type Protocol = (typeof protocols)[number];

export interface ChipServerOptions {
  /** TCP ports, 0 for a free one: GDB's remote protocol, OpenOCD's remote_bitbang, pyOCD's remote probe. */
  readonly ports: Readonly<Partial<Record<Protocol, number>>>;
  /** Keeps the chip's contents; called after each halt, reset, flash download and power cut, and at the end. */
  readonly save?: () => Promise<void>;
  /** Hears of defects of the server itself, which it survives. */
  readonly failed?: (error: unknown) => void;
  /** Hears why the core stopped by a fault: the instruction, and where. */
  readonly faulted?: ((reason: string) => void) | undefined;
}

export interface ChipServer {
  readonly host: string;
  readonly ports: Readonly<Partial<Record<Protocol, number>>>;
  readonly uid: string;
  /** Ends the connections, stops listening and saves the chip. */
  close(): Promise<void>;
}

/**
 * Serves one simulated chip by several protocols at once, each to one client at a time.
 * Errors: PORT_UNAVAILABLE.
 */
export async function startChipServer(chip: SimulatedChip, options: ChipServerOptions): Promise<ChipServer> {
  const failed = options.failed ?? (() => {});
  const { faulted } = options;
  const save = oneAtATime(options.save ?? (async () => {}));
  const served = new ServedChip(chip, { save, failed, faulted });
  const open: ClientPort[] = [];
  const ports: Partial<Record<Protocol, number>> = {};
  const close = async (): Promise<void> => {
    for (const port of open) await port.close();
    await served.close();
  };
  try {
    for (const protocol of protocols) {
      const wanted = options.ports[protocol];
      if (wanted === undefined) continue;
      const port = await openPort(wanted, async (socket) => {
        if (await speaksHttp(socket)) failed(refuseHttp(socket));
        else await sessions[protocol](socket, served, failed);
      });
      open.push(port);
      ports[protocol] = port.port;
    }
  } catch (error) {
    await close();
    throw error;
  }
  await served.settle();
  return { host, ports, uid: served.uid, close };
}

type Session = (socket: Socket, served: ServedChip, failed: (error: unknown) => void) => Promise<void>;

const sessions: Readonly<Record<Protocol, Session>> = {
  gdb: serveClient,
  openocd: serveBitbang,
  pyocd: serveRemoteProbe,
};

// Two saves of one file must not overtake each other.
function oneAtATime(save: () => Promise<void>): () => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  return () => {
    last = last.catch(() => {}).then(save);
    return last;
  };
}
