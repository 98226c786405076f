import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { encodeHex, framePacket, PacketReader } from '../../src/gdb/index.js';

/** What a packet is answered with: nothing at all, one packet, or several. */
export type FakeAnswer = string | readonly string[] | undefined;

/** A GDB server of a few lines, as some other vendor may have written it. */
export interface FakeServer {
  readonly port: number;
  /** Every packet that came, with monitor commands in clear. */
  readonly packets: string[];
  /** The longest packet body that came. */
  readonly longest: () => number;
  /** The connection of the only client. */
  readonly socket: () => Socket;
  close(): Promise<void>;
}

export const hexText = (text: string) => encodeHex(Buffer.from(text, 'latin1'));

/** Answers what every server does; `own` goes first and may return null to leave a packet to it. The first `turnsAway` clients are sent away. */
export async function fakeServer(
  own: (packet: string) => FakeAnswer | null = () => null,
  { turnsAway = 0 } = {},
): Promise<FakeServer> {
  const packets: string[] = [];
  let longest = 0;
  let socket: Socket | undefined;
  let left = turnsAway;
  const server = createServer((client) => {
    left -= 1;
    if (left >= 0) {
      client.destroy();
      return;
    }
    socket = client.setNoDelay(true);
    const reader = new PacketReader({ limit: 1 << 16, runLengths: false });
    client.on('error', () => {});
    client.on('data', (chunk: Buffer) => {
      for (const event of reader.push(chunk)) {
        if (event.kind === 'interrupt') packets.push('interrupt');
        if (event.kind !== 'packet' && event.kind !== 'interrupt') continue;
        const packet = event.kind === 'packet' ? readable(event.payload) : 'interrupt';
        if (event.kind === 'packet') {
          longest = Math.max(longest, event.payload.length);
          packets.push(packet);
          client.write('+');
        }
        const answer = own(packet);
        const answers = answer === null ? common(packet) : answer;
        for (const one of typeof answers === 'string' ? [answers] : (answers ?? [])) {
          client.write(framePacket(one));
        }
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    packets,
    longest: () => longest,
    socket: () => {
      if (!socket) throw new Error('nobody is connected');
      return socket;
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      socket?.destroy();
      await closed;
    },
  };
}

function readable(payload: Uint8Array): string {
  const text = Buffer.from(payload).toString('latin1');
  if (!text.startsWith('qRcmd,')) return text;
  return `monitor ${Buffer.from(text.slice(6), 'hex').toString('latin1')}`;
}

// A core that stands, held by its debugger, and whose memory and registers are all zero.
function common(packet: string): FakeAnswer {
  if (packet === '?' || packet === 's') return 'T05';
  if (packet.startsWith('qSupported')) return 'PacketSize=400';
  if (packet.startsWith('monitor ')) return 'OK';
  if (/^[PGMZz]/.test(packet)) return 'OK';
  if (packet.startsWith('p')) return '00000000';
  if (packet === 'me000edf0,4') return '01000300';
  const [, length] = /^m[0-9a-f]+,([0-9a-f]+)$/.exec(packet) ?? [];
  if (length !== undefined) return '00'.repeat(Number.parseInt(length, 16));
  return packet === 'c' || packet === 'vCont;c' || packet === 'interrupt' ? undefined : '';
}
