import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { framePacket } from '../../src/gdb/index.js';
import { connectGdb } from '../../src/probe/gdb/index.js';
import { openProbe, type Probe } from '../../src/probe/index.js';
import { allBanks } from '../support/banks.js';
import { type FakeServer, fakeServer } from './fake-gdb-server.js';

const RAM = 0x20000000;
let server: FakeServer | undefined;
let probe: Probe | undefined;
afterEach(async () => {
  await probe?.close();
  await server?.close();
  probe = undefined;
  server = undefined;
});

const openUri = (uri: string) => openProbe(uri, { banks: allBanks });

describe('a connection to a GDB server', () => {
  it('that is not there is PROBE_UNAVAILABLE', async () => {
    const placeholder = createServer().listen(0, '127.0.0.1');
    await once(placeholder, 'listening');
    const address = placeholder.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    placeholder.close();
    await once(placeholder, 'close');
    await expect(openUri(`gdb:127.0.0.1:${port}`)).rejects.toMatchObject({
      code: 'PROBE_UNAVAILABLE',
      exitCode: 4,
      remedy: expect.stringContaining('otpforge simulate'),
    });
  });

  it('names a server by what may are in a probe URI', async () => {
    const opening = openUri('gdb:[::1]:1');
    await expect(opening).rejects.toMatchObject({
      message: expect.stringContaining('no GDB server answers at [::1]:1:'),
      details: { server: '[::1]:1' },
    });
  });

  it('that still serves its last client is called again', async () => {
    server = await fakeServer(undefined, { turnsAway: 2 });
    probe = await connectGdb({ host: '127.0.0.1', port: server.port }, { kind: 'other' });
    expect(await probe.readMemory(RAM, 1)).toEqual(Uint8Array.of(0));
  });

  it('that goes away while we wait is PROBE_LOST', async () => {
    server = await fakeServer();
    probe = await connectGdb({ host: '127.0.0.1', port: server.port }, { kind: 'other' });
    await probe.go();
    const waiting = probe.waitHalted(60_000);
    server.socket().destroy();
    await expect(waiting).rejects.toMatchObject({ code: 'PROBE_LOST' });
    await expect(probe.go()).rejects.toMatchObject({ code: 'PROBE_LOST' });
  });

  it('is asked again for a packet that was damaged, and may shorten what it sends', async () => {
    let damaged = false;
    server = await fakeServer((packet) => {
      if (packet !== 'm20000000,8') return null;
      if (damaged) return null;
      damaged = true;
      // Wrong checksum first; after our '-' a run length that stands for eight zero bytes.
      server?.socket().once('data', () => server?.socket().write('$0*,#86'));
      server?.socket().write('$0011#00');
      return undefined;
    });
    probe = await connectGdb({ host: '127.0.0.1', port: server.port }, { kind: 'other' });
    expect([...(await probe.readMemory(RAM, 8))]).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
    expect(damaged).toBe(true);
  });
});

describe('a GDB server', () => {
  // Deadlines pass when the test says so, however slow the machine is.
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** Lets the deadline pass as soon as the server holds the packet that it does not answer. */
  async function hangs<T>(fake: FakeServer, packet: string, work: Promise<T>): Promise<T> {
    let isOver = false;
    const over = work.finally(() => {
      isOver = true;
    });
    over.catch(() => {});
    const before = fake.packets.length;
    while (!isOver) {
      const isHanging = fake.packets.slice(before).some((one) => one.startsWith(packet));
      vi.advanceTimersByTime(isHanging ? 60_000 : 1);
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
    return over;
  }

  it('that serves somebody else is PROBE_BUSY', async () => {
    const fake = await fakeServer(undefined, { turnsAway: 1000 });
    server = fake;
    const opening = connectGdb({ host: '127.0.0.1', port: fake.port });
    const isOver = opening.then(
      () => true,
      () => true,
    );
    const turn = () => new Promise<false>((resolve) => setImmediate(() => resolve(false)));
    while (!(await Promise.race([isOver, turn()]))) vi.advanceTimersByTime(1);
    await expect(opening).rejects.toMatchObject({
      code: 'PROBE_BUSY',
      message: expect.stringContaining('closed 20 connections before it answered'),
      remedy: expect.stringContaining('one client at a time'),
    });
  });

  it.each(['qSupported', '?', 'monitor version', 'qXfer'])(
    'that hangs at %s when we connect is PROBE_LOST',
    async (hanging) => {
      const fake = await fakeServer((packet) => {
        if (packet.startsWith(hanging)) return undefined;
        return packet.startsWith('qSupported') ? 'qXfer:features:read+' : null;
      });
      server = fake;
      const opening = connectGdb({ host: '127.0.0.1', port: fake.port });
      await expect(hangs(fake, hanging, opening)).rejects.toMatchObject({ code: 'PROBE_LOST', exitCode: 4 });
    },
  );

  it.each<[string, (one: Probe) => Promise<unknown>]>([
    ['m', (one) => one.readMemory(RAM, 4)],
    ['X', (one) => one.writeMemory(RAM, Uint8Array.of(1))],
    ['M', (one) => one.writeMemory(RAM, Uint8Array.of(1))],
    ['p', (one) => one.readRegisters(['R0'])],
    ['P', (one) => one.writeRegisters({ R0: 1 })],
    ['Z', (one) => one.setBreakpoint(RAM)],
    ['monitor reset halt', (one) => one.resetHalt()],
    ['interrupt', (one) => one.go().then(() => one.resetHalt())],
  ])('that hangs at %s is PROBE_LOST, and stays lost', async (hanging, work) => {
    const fake = await fakeServer((packet) => (packet.startsWith(hanging) ? undefined : null));
    server = fake;
    const opened = await connectGdb({ host: '127.0.0.1', port: fake.port }, { kind: 'other' });
    probe = opened;
    await expect(hangs(fake, hanging, work(opened))).rejects.toMatchObject({ code: 'PROBE_LOST' });
    const packets = fake.packets.length;
    await expect(opened.readMemory(RAM, 4)).rejects.toMatchObject({ code: 'PROBE_LOST' });
    await expect(opened.go()).rejects.toMatchObject({ code: 'PROBE_LOST' });
    expect(fake.packets).toHaveLength(packets);
  });
});

describe('a GDB server that talks without end', () => {
  const deadlines = { packetMs: 100, monitorMs: 100, flashMs: 100 };
  const console = '4f';

  /** Answers one packet with console output or stops until the client leaves. */
  function talking(packet: string, text: string) {
    return fakeServer((one) => {
      if (one.startsWith('qSupported')) return 'PacketSize=400;qXfer:features:read+';
      if (one !== packet) return one.startsWith('qXfer') ? 'l' : null;
      const socket = server?.socket();
      const talk = (): void => {
        if (!socket || socket.destroyed) return;
        socket.write(framePacket(text));
        setImmediate(talk);
      };
      talk();
      return undefined;
    });
  }

  it.each<[string, string, (one: Probe) => Promise<unknown>]>([
    ['monitor reset halt', `O${console}`, (one) => one.resetHalt()],
    ['m20000000,4', 'T05', (one) => one.readMemory(RAM, 4)],
  ])('at %s is PROBE_LOST', async (packet, text, work) => {
    server = await talking(packet, text);
    probe = await connectGdb({ host: '127.0.0.1', port: server.port }, { kind: 'other', deadlines });
    await expect(work(probe)).rejects.toMatchObject({ code: 'PROBE_LOST' });
  });

  it('in a document is PROBE_LOST', async () => {
    server = await fakeServer((one) => {
      if (one.startsWith('qSupported')) return 'PacketSize=400;qXfer:features:read+';
      return one.startsWith('qXfer') ? 'm ' : null;
    });
    const opening = connectGdb({ host: '127.0.0.1', port: server.port }, { kind: 'other', deadlines });
    await expect(opening).rejects.toMatchObject({ code: 'PROBE_LOST' });
  });

  it('while the core runs leaves the wait its own end', async () => {
    server = await talking('c', `O${console}`);
    probe = await connectGdb({ host: '127.0.0.1', port: server.port }, { kind: 'other', deadlines });
    await probe.go();
    expect(await probe.waitHalted(50)).toBe(false);
  });
});

describe('gdb: URIs', () => {
  it.each([
    'gdb:',
    'gdb:localhost',
    'gdb:3333',
    'gdb:localhost:0',
    'gdb:localhost:65536',
    'gdb:localhost:x',
    'gdb:localhost:3333,server=stlink',
    'gdb:localhost:3333,speed=4000',
    'gdb:localhost:3333,timeout=99',
    'gdb:localhost:3333,timeout=x',
  ])('refuses %s', async (uri) => {
    await expect(openUri(uri)).rejects.toMatchObject({ code: 'PROBE_URI', exitCode: 2 });
  });

  it.each(['127.0.0.1:', 'localhost:', ':', '[127.0.0.1]:'])('takes %s and a port', async (host) => {
    server = await fakeServer();
    probe = await openUri(`gdb:${host}${server.port},server=other,timeout=2000`);
    expect(await probe.readMemory(RAM, 4)).toHaveLength(4);
  });
});
