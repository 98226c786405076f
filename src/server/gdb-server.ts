import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { SimulatedChip } from '../chip/index.js';
import { OtpforgeError } from '../errors/index.js';
import { ServedChip } from './served-chip.js';
import { serveClient } from './session.js';

export interface GdbServerOptions {
  /** TCP port; 0 picks a free one. */
  readonly port: number;
  /** Keeps the chip's contents; called after each halt, reset, flash download and power cut, and at the end. */
  readonly save?: () => Promise<void>;
  /** Hears of defects of the server itself, which it survives. */
  readonly failed?: (error: unknown) => void;
}

export interface GdbServer {
  readonly host: string;
  readonly port: number;
  readonly uid: string;
  /** Ends the connection, stops listening and saves the chip. */
  close(): Promise<void>;
}

// A debug port has no password, so that nobody but this machine may reach it.
const host = '127.0.0.1';
/** How long a client waits for the one before it to be gone: one that reconnects is faster than its own end. */
const handOverMs = 1000;

/**
 * Serves a simulated chip by the GDB remote protocol, to one client at a time; a second one is turned away.
 * Errors: PORT_UNAVAILABLE.
 */
export async function startGdbServer(chip: SimulatedChip, options: GdbServerOptions): Promise<GdbServer> {
  const failed = options.failed ?? (() => {});
  const served = new ServedChip(chip, { save: oneAtATime(options.save ?? (async () => {})), failed });
  let client: Socket | undefined;
  let session: Promise<void> = Promise.resolve();
  const serve = async (socket: Socket): Promise<void> => {
    // A connection that breaks while it waits has nobody else who listens.
    socket.on('error', () => {}).setNoDelay(true);
    if (client) await Promise.race([session, delay(handOverMs, undefined, { ref: false })]);
    if (client || !server.listening) {
      socket.destroy();
      return;
    }
    client = socket;
    session = serveClient(socket, served, failed).finally(() => {
      client = undefined;
    });
  };
  const server = createServer((socket) => void serve(socket));
  const port = await listen(server, options.port);
  return {
    host,
    port,
    uid: served.uid,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      client?.destroy();
      await session;
      await closed;
      await served.close();
    },
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) =>
      reject(
        new OtpforgeError('PORT_UNAVAILABLE', {
          message: `cannot listen on ${host}:${port}: ${cause.message}`,
          remedy: 'Name another port, or 0 for any that is free.',
          details: { host, port },
          cause,
        }),
      ),
    );
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}

// Two saves of one file must not overtake each other.
function oneAtATime(save: () => Promise<void>): () => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  return () => {
    last = last.catch(() => {}).then(save);
    return last;
  };
}
