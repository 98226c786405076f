import type { Socket } from 'node:net';
import { OtpforgeError } from '../errors/index.js';

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH', 'PRI'];

/**
 * Whether a client begins with a request of HTTP. Any page in a browser on this machine may send one to a port of it,
 * with a body of its choice: nothing of that may reach a chip. What was read is put back.
 */
export async function speaksHttp(socket: Socket): Promise<boolean> {
  let first = '';
  while (mayBecomeRequest(first)) {
    const chunk: Buffer | null = socket.read();
    if (chunk) first += chunk.toString('latin1');
    else if (!(await moreComes(socket))) break;
  }
  if (first !== '') socket.unshift(Buffer.from(first, 'latin1'));
  return isRequest(first);
}

/** Answers such a client, and ends the connection. */
export function refuseHttp(socket: Socket): OtpforgeError {
  const problem = 'this port serves debuggers of a simulated chip, not HTTP';
  socket.on('error', () => {});
  socket.end(
    `HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain\r\nConnection: close\r\nContent-Length: ${problem.length + 1}\r\n\r\n${problem}\n`,
  );
  // What it goes on to send is read away, so that the answer arrives.
  socket.resume();
  return new OtpforgeError('HTTP_REFUSED', {
    message: `an HTTP request came to port ${socket.localPort} and was refused: ${problem}`,
    remedy: 'Look at which page or program sent it: nothing of it has reached the chip.',
    details: { port: socket.localPort ?? null },
  });
}

// No other client begins with capital letters and a blank.
function isRequest(first: string): boolean {
  return methods.some((method) => first.startsWith(`${method} `)) || /^[A-Z]+ [^\r\n]* HTTP\//.test(first);
}

function mayBecomeRequest(first: string): boolean {
  return methods.some((method) => method.startsWith(first));
}

function moreComes(socket: Socket): Promise<boolean> {
  if (socket.destroyed || socket.readableEnded) return Promise.resolve(false);
  return new Promise((resolve) => {
    const settle = (more: boolean) => {
      socket.off('readable', readable).off('end', ended).off('close', ended);
      resolve(more);
    };
    const readable = () => settle(true);
    const ended = () => settle(false);
    socket.on('readable', readable).on('end', ended).on('close', ended);
  });
}
