import { OtpforgeError } from '../../errors/index.js';
import { decodeHex, encodeHex } from '../../gdb/index.js';
import type { GdbConnection, Packet } from './connection.js';
import { unsupported } from './lost.js';
import { parseStop } from './stop-reply.js';

/** What a monitor command printed, and whether the server took it for one. */
export interface MonitorAnswer {
  readonly text: string;
  readonly ok: boolean;
}

/** Time that a server may take: for its own work, and for what goes to the chip and back. */
export interface Deadlines {
  readonly packetMs: number;
  readonly monitorMs: number;
  readonly flashMs: number;
}

export const defaultDeadlines: Deadlines = { packetMs: 5000, monitorMs: 15_000, flashMs: 60_000 };

/** Body that every server takes, where it does not say how much it does. */
const defaultPacketSize = 400;
/** No description or memory map is as long; a server that goes on forever is interrupted. */
const longestDocument = 1 << 20;

/** The packets of the remote protocol as calls, on a connection that knows what the server can do. */
export class GdbClient {
  readonly connection: GdbConnection;
  readonly deadlines: Deadlines;
  packetSize = defaultPacketSize;
  #features: ReadonlySet<string> = new Set();

  constructor(connection: GdbConnection, deadlines: Deadlines = defaultDeadlines) {
    this.connection = connection;
    this.deadlines = deadlines;
  }

  get server(): string {
    return this.connection.server;
  }

  /** Learns what the server can do, ends acknowledgements, and halts the core as attaching does. Errors: PROBE_UNSUPPORTED. */
  async start(): Promise<void> {
    const { text } = await this.call('qSupported:qXfer:features:read+;xmlRegisters=arm');
    const features = text.split(';');
    this.#features = new Set(features);
    const size = features.find((feature) => feature.startsWith('PacketSize='))?.slice('PacketSize='.length);
    this.packetSize = Math.max(64, Number.parseInt(size ?? '', 16) || defaultPacketSize);
    if (this.has('QStartNoAckMode+')) await this.connection.stopAcknowledging(this.deadlines.packetMs);
    const { text: stop } = await this.callForStop('?');
    if (!/^[WX]/.test(stop)) return;
    throw unsupported(
      this.server,
      `holds no target: to "?" it answers ${stop}`,
      'Let the server attach to the chip first. A Black Magic Probe lets go of it at each reset: use another probe.',
    );
  }

  has(feature: string): boolean {
    return this.#features.has(feature);
  }

  /** Sends a packet and waits for its answer. */
  async call(payload: Uint8Array | string, timeoutMs = this.deadlines.packetMs): Promise<Packet> {
    const deadline = performance.now() + timeoutMs;
    let packet = await this.connection.exchange(payload, timeoutMs);
    // A stop that crossed an interrupt is reported twice by some servers, and answers nothing else.
    while (parseStop(packet.text) !== undefined) packet = await this.#next(deadline, timeoutMs);
    return packet;
  }

  /** The same for `?` and `s`, whose answer is a stop reply. */
  callForStop(payload: string): Promise<Packet> {
    return this.connection.exchange(payload, this.deadlines.packetMs);
  }

  /** A whole document of `qXfer`; undefined where the server has none. */
  async document(object: string, annex: string): Promise<string | undefined> {
    if (!this.has(`qXfer:${object}:read+`)) return undefined;
    const { monitorMs } = this.deadlines;
    const deadline = performance.now() + monitorMs;
    const part = (this.packetSize - 8).toString(16);
    let document = '';
    for (;;) {
      const at = document.length.toString(16);
      const { text } = await this.call(
        `qXfer:${object}:read:${annex}:${at},${part}`,
        this.#left(deadline, monitorMs),
      );
      const kind = text.at(0);
      if (kind !== 'm' && kind !== 'l') return undefined;
      document += text.slice(1);
      if (kind === 'l' || text.length === 1 || document.length > longestDocument) return document;
    }
  }

  /** A monitor command; servers print as they go (`O`), at the end (hexadecimal), or not at all. */
  async monitor(line: string): Promise<MonitorAnswer> {
    const { monitorMs } = this.deadlines;
    const deadline = performance.now() + monitorMs;
    let printed = '';
    let { text } = await this.call(`qRcmd,${encodeHex(Buffer.from(line, 'latin1'))}`, monitorMs);
    while (text.startsWith('O') && text !== 'OK') {
      printed += latin1(text.slice(1));
      text = (await this.#next(deadline, monitorMs)).text;
    }
    if (text === 'OK') return { text: printed, ok: true };
    if (text === '' || isError(text)) return { text: printed + errorText(text), ok: false };
    return { text: printed + latin1(text), ok: true };
  }

  /** The answer must be OK. Errors: TARGET_FAULT with what the server said; PROBE_UNSUPPORTED for no word of it. */
  mustBeOk(packet: Packet, what: string): void {
    if (packet.text === '')
      throw unsupported(this.server, `cannot ${what}`, 'Use a server that can, or jlink:.');
    this.mustHaveDone(packet, what);
  }

  /** The same for what was begun: it is half done where the server does not go on. Errors: TARGET_FAULT. */
  mustHaveDone({ text }: Packet, what: string): void {
    if (text === 'OK') return;
    throw new OtpforgeError('TARGET_FAULT', {
      message: (show) => `the GDB server at ${this.server} failed to ${what}: ${show(errorText(text))}`,
      details: { server: this.server },
      memory: { values: { answer: text } },
    });
  }

  // What a server sends meanwhile gives it no more time: one that never ends would keep us forever.
  async #next(deadline: number, timeoutMs: number): Promise<Packet> {
    const packet = await this.connection.receive(this.#left(deadline, timeoutMs));
    if (packet) return packet;
    throw this.#late(timeoutMs);
  }

  #left(deadline: number, timeoutMs: number): number {
    const left = deadline - performance.now();
    if (left <= 0) throw this.#late(timeoutMs);
    return left;
  }

  #late(timeoutMs: number): OtpforgeError {
    return this.connection.abandon(`did not answer within ${timeoutMs} ms`);
  }
}

/** Whether an answer is an error: `E` with two digits, or with words. */
export function isError(text: string): boolean {
  return /^E(?:[0-9a-f]{2}$|\.)/i.test(text);
}

/** What an error answer says, as text. */
export function errorText(text: string): string {
  if (text === '') return 'it does not know the packet';
  return text.startsWith('E.') ? text.slice(2) : `error ${text.replace(/^E/, '')}`;
}

function latin1(hex: string): string {
  const bytes = decodeHex(hex);
  return bytes ? Buffer.from(bytes).toString('latin1') : hex;
}
