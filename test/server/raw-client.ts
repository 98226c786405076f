import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { encodeHex, framePacket, type GdbEvent, PacketReader } from '../../src/gdb/index.js';

/** A client that sees every acknowledgement and may send anything. */
export class RawClient {
  readonly socket: Socket;
  readonly #reader = new PacketReader({ limit: 1 << 20, runLengths: true });
  readonly #events: GdbEvent[] = [];
  #waiting: (() => void) | undefined;
  #isClosed = false;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk: Buffer) => {
      this.#events.push(...this.#reader.push(chunk));
      this.#waiting?.();
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      this.#isClosed = true;
      this.#waiting?.();
    });
  }

  static async open(port: number, host = '127.0.0.1'): Promise<RawClient> {
    const socket = connect({ host, port, noDelay: true });
    await once(socket, 'connect');
    return new RawClient(socket);
  }

  write(data: Uint8Array | string): void {
    this.socket.write(typeof data === 'string' ? Buffer.from(data, 'latin1') : data);
  }

  /** The next event in order; a packet as its text, anything else by its kind. */
  async next(): Promise<string> {
    for (;;) {
      const event = this.#events.shift();
      if (event?.kind === 'packet') return `$${Buffer.from(event.payload).toString('latin1')}`;
      if (event) return event.kind;
      if (this.#isClosed) return 'closed';
      await new Promise<void>((resolve) => {
        this.#waiting = resolve;
      });
    }
  }

  /** Sends a packet and returns the answer's text, acknowledgements skipped and given. */
  async call(payload: Uint8Array | string): Promise<string> {
    this.write(framePacket(payload));
    return this.answer();
  }

  async answer(): Promise<string> {
    for (;;) {
      const event = await this.next();
      if (event === 'closed') throw new Error('the server closed the connection');
      if (!event.startsWith('$')) continue;
      this.write('+');
      return event.slice(1);
    }
  }

  /** A monitor command: what it printed and how it ended. */
  async monitor(line: string): Promise<{ text: string; end: string }> {
    let answer = await this.call(`qRcmd,${encodeHex(Buffer.from(line))}`);
    let text = '';
    while (/^O[0-9a-f]/.test(answer)) {
      text += Buffer.from(answer.slice(1), 'hex').toString('latin1');
      answer = await this.answer();
    }
    return { text, end: answer };
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    const closed = once(this.socket, 'close');
    this.socket.destroy();
    await closed;
  }
}
