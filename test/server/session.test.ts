import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { expect, it, vi } from 'vitest';
import { SimulatedChip } from '../../src/chip/index.js';
import { framePacket } from '../../src/gdb/index.js';
import { ServedChip } from '../../src/server/served-chip.js';
import { serveClient } from '../../src/server/session.js';
import { f401 } from '../support/banks.js';
import { RawClient } from './raw-client.js';

it('holds requests back while the client does not read the answers', async () => {
  const defects: unknown[] = [];
  const failed = (error: unknown) => void defects.push(error);
  const listening = createServer().listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const address = listening.address();
  const accepted = once(listening, 'connection');
  const client = await RawClient.open(typeof address === 'object' && address ? address.port : 0);
  const socket: Socket = (await accepted)[0];
  let most = 0;
  const write = socket.write.bind(socket);
  vi.spyOn(socket, 'write').mockImplementation((data) => {
    const flows = write(data);
    most = Math.max(most, socket.writableLength);
    return flows;
  });
  const chip = new ServedChip(SimulatedChip.create(f401), { save: async () => {}, failed });
  const session = serveClient(socket, chip, failed);

  const requests = 1000;
  const answerSize = 0x3000;
  for (let count = 0; count < requests; count += 1) client.write(framePacket('m20000000,1800'));
  for (let count = 0; count < requests; count += 1) {
    expect(await client.answer()).toHaveLength(answerSize);
  }
  expect(most).toBeGreaterThan(0);
  expect(most).toBeLessThan(socket.writableHighWaterMark + 2 * answerSize);

  await client.close();
  await session;
  listening.close();
  expect(defects).toEqual([]);
});
