import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { framePacket, PacketReader } from '../../src/gdb/index.js';
import { connectGdb } from '../../src/probe/gdb/index.js';

let server: Server | undefined;
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  server?.close();
  if (server) await once(server, 'close');
});

/** A server that answers the first packet with the same bytes forever, and counts what is sent to it. */
async function flooding(bytes: Uint8Array | string): Promise<{ port: number; packets: () => number }> {
  let packets = 0;
  server = createServer((socket) => {
    sockets.push(socket);
    const reader = new PacketReader({ limit: 1 << 16, runLengths: false });
    const flood = () => {
      while (!socket.destroyed && socket.write(bytes));
      socket.once('drain', flood);
    };
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => {
      const before = packets;
      for (const { kind } of reader.push(chunk)) if (kind === 'packet') packets += 1;
      if (before === 0) flood();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return { port: typeof address === 'object' && address ? address.port : 0, packets: () => packets };
}

it.each([
  ['refusals', '-'.repeat(1 << 16)],
  ['packets with a wrong checksum', '$OK#00'.repeat(1 << 13)],
])(
  'gives a server up that sends %s forever, and sends it no more than a few packets',
  async (_what, bytes) => {
    const { port, packets } = await flooding(bytes);
    await expect(connectGdb({ host: '127.0.0.1', port }, { kind: 'other' })).rejects.toMatchObject({
      code: 'PROBE_LOST',
      message: expect.stringContaining('refused or garbled one packet'),
    });
    expect(packets()).toBeLessThan(20);
  },
);

it('gives a server up that sends forever what nobody asked for', async () => {
  const stop = Buffer.from(framePacket('T05'));
  const { port } = await flooding(Buffer.concat(Array.from({ length: 4096 }, () => stop)));
  await expect(connectGdb({ host: '127.0.0.1', port }, { kind: 'other' })).rejects.toMatchObject({
    code: 'PROBE_LOST',
  });
});
