import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ChipState, SimulatedChip } from '../../src/chip/index.js';
import { type ChipServer, startChipServer } from '../../src/server/index.js';
import { RawClient } from '../server/raw-client.js';
import { f401, l476 } from '../support/banks.js';
import { fc, runs } from '../support/property.js';

let chip: SimulatedChip;
let server: ChipServer;
const defects: unknown[] = [];
let saved: ChipState | undefined;

const open = async (protocol: 'openocd' | 'pyocd'): Promise<Socket> => {
  const socket = connect({ host: '127.0.0.1', port: server.ports[protocol] ?? 0, noDelay: true });
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
};

/** What comes back until it is enough, or until the connection ends. */
const receive = (socket: Socket, enough: (text: string) => boolean): Promise<string> =>
  new Promise((resolve) => {
    let text = '';
    const settle = (): void => {
      socket.off('data', take).off('close', settle);
      resolve(text);
    };
    const take = (chunk: Buffer): void => {
      text += chunk.toString('latin1');
      if (enough(text)) settle();
    };
    if (socket.destroyed) resolve(text);
    else socket.on('data', take).on('close', settle);
  });

const close = async (socket: Socket): Promise<void> => {
  if (socket.destroyed) return;
  const closed = once(socket, 'close');
  socket.end();
  socket.resume();
  await closed;
};

const start = async (device = l476): Promise<void> => {
  chip = SimulatedChip.create(device);
  server = await startChipServer(chip, {
    ports: { gdb: 0, openocd: 0, pyocd: 0 },
    save: async () => {
      saved = chip.toState();
    },
    failed: (error) => defects.push(error),
  });
};

describe('a chip on three ports', () => {
  beforeAll(() => start());
  afterAll(async () => {
    await server.close();
    expect(defects).toEqual([]);
  });

  const request = async (socket: Socket, name: string, ...args: readonly unknown[]): Promise<unknown> => {
    socket.write(`${JSON.stringify({ id: 1, request: name, arguments: args })}\n`);
    return JSON.parse(await receive(socket, (text) => text.endsWith('\n')));
  };

  it('answers OpenOCD and pyOCD at the same time', async () => {
    const [one, other] = [await open('openocd'), await open('pyocd')];
    one.write('04R');
    expect(await receive(one, (text) => text.length === 1)).toBe('1');
    expect(await request(other, 'read_dp', 0)).toEqual({ id: 1, status: 0, result: 0x2ba01477 });
    await Promise.all([close(one), close(other)]);
  });

  it('does what follows a break of its own', async () => {
    const socket = await open('openocd');
    socket.write(`${'Z'.repeat(12)}R${'Z'.repeat(12)}R`);
    expect(await receive(socket, (text) => text.length === 2)).toBe('11');
    await close(socket);
  });

  it('tells GDB when the other debugger halts the core', async () => {
    const gdb = await RawClient.open(server.ports.gdb ?? 0);
    await gdb.call('M20000000,2:fee7');
    await gdb.call('Pf=00000020');
    gdb.write('$c#63');
    const other = await open('pyocd');
    await request(other, 'write_dp', 4, 0x50000000);
    await request(other, 'write_ap', 0, 0x23000002);
    await request(other, 'write_ap', 4, 0xe000edf0);
    await request(other, 'write_ap', 12, 0xa05f0003);
    expect(await gdb.answer()).toBe('T02thread:1;');
    await Promise.all([close(other), gdb.close()]);
  });

  it('keeps what a debugger has programmed when it leaves', async () => {
    const { base } = l476.bank.otp;
    const client = await open('pyocd');
    await request(client, 'write_dp', 4, 0x50000000);
    await request(client, 'write_ap', 0, 0x23000002);
    for (const [address, value] of [
      [0x40022008, 0x45670123],
      [0x40022008, 0xcdef89ab],
      [0x40022014, 1],
      [base, 0x12345678],
      [base + 4, 0x9abcdef0],
    ]) {
      await request(client, 'write_ap', 4, address);
      await request(client, 'write_ap', 12, value);
    }
    await request(client, 'write_ap', 4, base);
    expect(await request(client, 'read_ap', 12)).toMatchObject({ result: 0x12345678 });
    await close(client);
    const again = await open('pyocd');
    await request(again, 'hello', 1);
    await close(again);
    expect(saved?.otp.data[0]?.base64).toBe(Buffer.from('78563412f0debc9a', 'hex').toString('base64'));
  });

  it('ends a connection that sends what is no request, or a line without end', async () => {
    const one = await open('openocd');
    one.write('what is this?\r\n');
    expect(await receive(one, () => false)).toBe('');
    const other = await open('pyocd');
    other.write('x'.repeat(300 * 1024));
    expect(await receive(other, () => false)).toBe('');
  });
});

describe.each([f401, l476])('servers of $name', (device) => {
  beforeEach(() => start(device));

  it('outlive any bytes on both ports', async () => {
    const noise = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));
    const wires = fc.array(fc.constantFrom(...'01234567RrstuBb'), { maxLength: 300 });
    const lines = fc
      .array(fc.oneof(fc.json(), fc.constant('{"id":1,"request":"reset"}')), { maxLength: 5 })
      .map((all) => Buffer.from(`${all.join('\n')}\n`));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('openocd' as const, 'pyocd' as const),
        fc.oneof(
          noise,
          lines,
          wires.map((all) => Buffer.from(all.join(''))),
        ),
        async (protocol, bytes) => {
          const socket = await open(protocol);
          socket.write(bytes);
          await close(socket);
        },
      ),
      { numRuns: runs(60) },
    );
    const last = await open('pyocd');
    last.write('{"id":9,"request":"read_dp","arguments":[0]}\n');
    expect(JSON.parse(await receive(last, (text) => text.endsWith('\n')))).toMatchObject({
      id: 9,
      status: 0,
    });
    await close(last);
    await server.close();
    expect(defects).toEqual([]);
  });
});
