import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as delay, setImmediate } from 'node:timers/promises';
import { OtpforgeError } from '../errors/index.js';

/** A listening port with one client at a time. */
export interface ClientPort {
  readonly port: number;
  /** Ends the connection and stops listening. */
  close(): Promise<void>;
}

/** A debug port has no password, so that nobody but this machine may reach it. */
export const host = '127.0.0.1';
/** How long a client waits for the one before it to be gone: one that reconnects is faster than its own end. */
const handOverMs = 1000;

/**
 * Listens on this machine only and serves one client at a time; a second one is turned away. `serve` ends when
 * its client is gone and never rejects. Port 0 picks a free one. Errors: PORT_UNAVAILABLE.
 */
export async function openPort(port: number, serve: (socket: Socket) => Promise<void>): Promise<ClientPort> {
  let client: Socket | undefined;
  let session: Promise<void> = Promise.resolve();
  const take = async (socket: Socket): Promise<void> => {
    // A connection that breaks while it waits has nobody else who listens.
    socket.on('error', () => {}).setNoDelay(true);
    if (client) await Promise.race([session, delay(handOverMs, undefined, { ref: false })]);
    if (client || !server.listening) {
      socket.destroy();
      return;
    }
    client = socket;
    session = serve(socket).finally(() => {
      client = undefined;
    });
  };
  const server = createServer((socket) => void take(socket));
  return {
    port: await listen(server, port),
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      client?.destroy();
      await session;
      await closed;
    },
  };
}

/** Whether a connection was broken off: what is left of its requests is void. One that ended in order has them done. */
export function isCutOff(socket: Socket): boolean {
  return socket.destroyed && !socket.readableEnded;
}

/** Waits until the client has read enough of what was sent to it. */
export function drained(socket: Socket): Promise<void> {
  if (!socket.writableNeedDrain || socket.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      socket.off('drain', done).off('close', done);
      resolve();
    };
    socket.on('drain', done).on('close', done);
  });
}

/** Lets the core, other clients and signals have their turn, and waits until the client has read enough. */
export async function othersTurn(socket: Socket): Promise<void> {
  await setImmediate();
  await drained(socket);
}

/** Tells an error of the connection from one of ours. */
export function isConnectionError(error: unknown): boolean {
  return error instanceof Error && 'code' in error;
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
