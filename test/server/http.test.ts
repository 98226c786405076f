import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { SimulatedChip } from '../../src/chip/index.js';
import { OtpforgeError } from '../../src/errors/index.js';
import { framePacket } from '../../src/gdb/index.js';
import { protocols } from '../../src/server/chip-server.js';
import { type ChipServer, startChipServer } from '../../src/server/index.js';
import { f401 } from '../support/banks.js';
import { RawClient } from './raw-client.js';

const line = (request: string, ...args: unknown[]) => JSON.stringify({ id: 0, request, arguments: args });
const ram = 0x20000100;

/** What a page can put into the body of a request, for each protocol: it writes RAM, or drives the pins. */
const bodies = {
  gdb: [`+${Buffer.from(framePacket(`M${ram.toString(16)},4:01020304`)).toString('latin1')}`, '$k#6b'],
  openocd: ['0123456701234567rstu'],
  pyocd: [`\n${line('connect', 'SWD')}\n${line('assert_reset', true)}\n`],
};

async function serving(work: (server: ChipServer, chip: SimulatedChip, heard: unknown[]) => Promise<void>) {
  const chip = SimulatedChip.create(f401);
  const heard: unknown[] = [];
  const server = await startChipServer(chip, {
    ports: { gdb: 0, openocd: 0, pyocd: 0 },
    failed: (error) => heard.push(error),
  });
  try {
    await work(server, chip, heard);
  } finally {
    await server.close();
  }
}

async function ramOf(server: ChipServer): Promise<string> {
  const client = await RawClient.open(server.ports.gdb ?? 0);
  const bytes = await client.call(`m${ram.toString(16)},4`);
  await client.close();
  return bytes;
}

/** Sends parts one by one and gives what comes back until the end. */
async function exchange(port: number, parts: readonly string[]): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  let text = '';
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    text += chunk;
  });
  socket.on('error', () => {});
  const closed = once(socket, 'close');
  await once(socket, 'connect');
  for (const part of parts) await new Promise((sent) => socket.write(part, 'latin1', sent));
  await closed;
  return text;
}

describe.each(protocols)('a request of a browser to the port for %s', (protocol) => {
  it.each([
    ['POST', 'POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/plain\r\n\r\n'],
    ['a POST that comes in pieces', 'PO', 'ST /x HTTP/1.1\r\n\r\n'],
    ['GET', `GET /${'x'.repeat(5000)} HTTP/1.1\r\n\r\n`],
    ['a method of its own', 'BREW / HTTP/1.1\r\n\r\n'],
  ])('is refused and named, and steers no chip: %s', async (_name, ...head) => {
    await serving(async (server, chip, heard) => {
      const before = [JSON.stringify(chip.toState()), await ramOf(server)];
      const answer = await exchange(server.ports[protocol] ?? 0, [...head, ...bodies[protocol]]);
      expect(answer).toMatch(/^HTTP\/1\.1 403 /);
      expect(heard).toEqual([expect.objectContaining({ code: 'HTTP_REFUSED' })]);
      expect(heard[0]).toBeInstanceOf(OtpforgeError);
      expect([JSON.stringify(chip.toState()), await ramOf(server)]).toEqual(before);
    });
  });

  it('leaves clients alone that begin with the letters of one', async () => {
    await serving(async (server, _chip, heard) => {
      const port = server.ports[protocol] ?? 0;
      // The pins are sampled at once: a client waits for the answer before it sends more.
      if (protocol === 'openocd') expect(await exchange(port, ['R', 'Q'])).toMatch(/^[01]$/);
      if (protocol === 'pyocd') {
        const socket = connect({ host: '127.0.0.1', port });
        socket.write(`${line('hello', 1)}\n`);
        expect(String((await once(socket, 'data'))[0])).toContain('"status":0');
        socket.destroy();
      }
      if (protocol === 'gdb') {
        const client = await RawClient.open(port);
        expect(await client.call('?')).toMatch(/^[ST]/);
        await client.close();
      }
      expect(heard).toEqual([]);
    });
  });
});
