import type { Socket } from 'node:net';
import { RemoteBitbang, RemoteProbe } from '../dap/index.js';
import { isConnectionError, isCutOff, othersTurn } from './client-port.js';
import type { ServedChip } from './served-chip.js';
import { ServedLink } from './served-link.js';

/** Characters of remote_bitbang that are done at once, so that a running core gets its turn between them. */
const chunkSize = 4096;
/** Longest line of a remote probe's client: 16384 words in decimal. */
const longestLine = 256 * 1024;

/** Serves one client of OpenOCD's remote_bitbang until it leaves. Never rejects. */
export function serveBitbang(
  socket: Socket,
  served: ServedChip,
  failed: (error: unknown) => void,
): Promise<void> {
  const probe = new RemoteBitbang(new ServedLink(served));
  const take = async (bytes: Buffer): Promise<boolean> => {
    for (let at = 0; at < bytes.length; ) {
      const { samples, end, done } = probe.feed(bytes.subarray(at, at + chunkSize));
      at += done;
      if (samples.length > 0 && socket.writable) socket.write(samples);
      await served.settle();
      await othersTurn(socket);
      if (end || isCutOff(socket)) return false;
    }
    return true;
  };
  return serveDebugger(socket, served, failed, { take, close: () => probe.close() });
}

/** Serves one client of pyOCD's remote probe until it leaves. Never rejects. */
export function serveRemoteProbe(
  socket: Socket,
  served: ServedChip,
  failed: (error: unknown) => void,
): Promise<void> {
  const probe = new RemoteProbe(new ServedLink(served));
  let rest = '';
  const take = async (bytes: Buffer): Promise<boolean> => {
    const lines = (rest + bytes.toString('latin1')).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const answer = probe.answer(line);
      if (socket.writable) socket.write(`${answer}\n`);
      await served.settle();
      await othersTurn(socket);
      if (isCutOff(socket)) return false;
    }
    return rest.length <= longestLine;
  };
  return serveDebugger(socket, served, failed, { take, close: () => probe.close() });
}

interface DebugSession {
  /** Serves a chunk; false ends the connection. */
  readonly take: (bytes: Buffer) => Promise<boolean>;
  readonly close: () => void;
}

async function serveDebugger(
  socket: Socket,
  served: ServedChip,
  failed: (error: unknown) => void,
  session: DebugSession,
): Promise<void> {
  const detach = served.attach();
  try {
    for await (const chunk of socket) if (!(await session.take(chunk))) break;
  } catch (error) {
    if (!isConnectionError(error)) failed(error);
  } finally {
    socket.destroy();
    detach();
    try {
      session.close();
      await served.settle();
      await served.save();
    } catch (error) {
      failed(error);
    }
  }
}
