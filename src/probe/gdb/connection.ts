import { connect, type Socket } from 'node:net';
import { OtpforgeError } from '../../errors/index.js';
import { framePacket, PacketReader } from '../../gdb/index.js';
import { count } from '../../text/plural.js';
import { lost } from './lost.js';

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** A server as a probe URI names it. */
export function serverName({ host, port }: Address): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** A packet that a server sent. */
export interface Packet {
  readonly bytes: Uint8Array;
  /** The same as Latin-1 text. */
  readonly text: string;
}

/** Far more than any server announces; what is longer is not an answer to us. */
const longestPacket = 1 << 20;
/** On a stream that is safe by itself a packet is refused once at most, by a server that is out of step. */
const mostTries = 8;
/** Packets that nobody asked for yet; far more than any server sends at once. */
const mostWaiting = 4096;
const connectMs = 5000;
const closeMs = 1000;

/**
 * Packets to and from a GDB server. Every wait has a deadline; after one is missed, or the connection
 * breaks, the connection stays lost. Errors: PROBE_LOST.
 */
export class GdbConnection {
  readonly server: string;
  readonly #socket: Socket;
  readonly #reader = new PacketReader({ limit: longestPacket, runLengths: true });
  readonly #packets: Packet[] = [];
  #waiting: ((packet: Packet | undefined) => void) | undefined;
  #acknowledges = true;
  #lastFrame: Uint8Array | undefined;
  #tries = 0;
  #lost: OtpforgeError | undefined;
  #isAnswered = false;
  #isTurnedAway = false;

  private constructor(socket: Socket, server: string) {
    this.server = server;
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    socket.on('error', (cause) => this.#end(`broke the connection: ${cause.message}`, cause));
    socket.on('close', () => this.#end('closed the connection'));
  }

  /** Errors: PROBE_UNAVAILABLE. */
  static open({ host, port }: Address, timeoutMs = connectMs): Promise<GdbConnection> {
    const server = serverName({ host, port });
    return new Promise((resolve, reject) => {
      const socket = connect({ host, port, noDelay: true });
      const fail = (cause: Error): void => {
        socket.destroy();
        reject(unavailable(server, cause));
      };
      socket.setTimeout(timeoutMs, () => fail(new Error(`no connection within ${timeoutMs} ms`)));
      socket.once('error', fail);
      socket.once('connect', () => {
        socket.setTimeout(0);
        socket.off('error', fail);
        resolve(new GdbConnection(socket, server));
      });
    });
  }

  /** True where the server closed the connection before its first byte. */
  get isTurnedAway(): boolean {
    return this.#isTurnedAway;
  }

  /** Throws where the connection is lost. */
  check(): void {
    if (this.#lost) throw this.#lost;
  }

  send(payload: Uint8Array | string): void {
    this.check();
    this.#lastFrame = framePacket(payload);
    this.#tries = 0;
    this.#socket.write(this.#lastFrame);
  }

  /** Sends a packet and waits for the next one. */
  async exchange(payload: Uint8Array | string, timeoutMs: number): Promise<Packet> {
    this.send(payload);
    const packet = await this.receive(timeoutMs);
    if (packet) return packet;
    throw this.abandon(`did not answer within ${timeoutMs} ms`);
  }

  /** The next packet, or undefined when none comes in time. */
  receive(timeoutMs: number): Promise<Packet | undefined> {
    const packet = this.#packets.shift();
    if (packet) return Promise.resolve(packet);
    if (this.#lost) return Promise.reject(this.#lost);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#waiting?.(undefined), timeoutMs);
      this.#waiting = (answer) => {
        clearTimeout(timer);
        this.#waiting = undefined;
        if (answer === undefined && this.#lost) reject(this.#lost);
        else resolve(answer);
      };
    });
  }

  /** Ctrl-C. */
  interrupt(): void {
    this.check();
    this.#socket.write(Uint8Array.of(3));
  }

  /** Checksums and acknowledgements have no use on a stream that is safe by itself. */
  async stopAcknowledging(timeoutMs: number): Promise<void> {
    const { text } = await this.exchange('QStartNoAckMode', timeoutMs);
    if (text === 'OK') this.#acknowledges = false;
  }

  /** Gives the connection up: an answer that came late would be taken for the next one's. */
  abandon(reason: string): OtpforgeError {
    this.#lose(reason);
    this.#socket.destroy();
    return this.#lost ?? lost(this.server, reason);
  }

  async close(): Promise<void> {
    const gone = new Promise<void>((resolve) => {
      if (this.#socket.closed) resolve();
      else this.#socket.once('close', () => resolve());
    });
    this.#lost ??= lost(this.server, 'is no longer connected');
    this.#socket.destroySoon();
    // A server that reads no more would keep the last bytes, and us, forever.
    const timer = setTimeout(() => this.#socket.destroy(), closeMs);
    await gone;
    clearTimeout(timer);
  }

  #take(chunk: Uint8Array): void {
    this.#isAnswered = true;
    for (const event of this.#reader.push(chunk)) {
      if (event.kind === 'packet') {
        this.#acknowledge('+');
        this.#deliver(event.payload);
      } else if (event.kind === 'broken') {
        if (this.#tryAgain()) this.#acknowledge('-');
      } else if (event.kind === 'nack' && this.#lastFrame && this.#acknowledges) {
        if (this.#tryAgain()) this.#socket.write(this.#lastFrame);
      }
      if (this.#lost) return;
    }
  }

  // A server that refuses or garbles forever would have us write forever, and a deadline hears of it late.
  #tryAgain(): boolean {
    this.#tries += 1;
    if (this.#tries <= mostTries) return true;
    this.abandon(`refused or garbled one packet ${this.#tries} times`);
    return false;
  }

  #deliver(payload: Uint8Array): void {
    const packet = { bytes: payload, text: Buffer.from(payload).toString('latin1') };
    if (this.#waiting) this.#waiting(packet);
    else if (this.#packets.length < mostWaiting) this.#packets.push(packet);
    else this.abandon(`sent ${count(mostWaiting, 'packet')} that nobody asked for`);
  }

  #acknowledge(mark: '+' | '-'): void {
    if (this.#acknowledges) this.#socket.write(mark);
  }

  #end(reason: string, cause?: unknown): void {
    if (!this.#lost) this.#isTurnedAway = !this.#isAnswered;
    this.#lose(reason, cause);
  }

  #lose(reason: string, cause?: unknown): void {
    this.#lost ??= lost(this.server, reason, cause);
    this.#waiting?.(undefined);
  }
}

function unavailable(server: string, cause: Error): OtpforgeError {
  return new OtpforgeError('PROBE_UNAVAILABLE', {
    message: `no GDB server answers at ${server}: ${cause.message}`,
    remedy:
      'Start the server (JLinkGDBServer, openocd, pyocd gdbserver, or otpforge simulate) and check host and port; it must not have another client.',
    details: { server },
    cause,
  });
}
