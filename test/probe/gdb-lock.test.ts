import { afterEach, describe, expect, it } from 'vitest';
import { openProbe, type Probe } from '../../src/probe/index.js';
import { allBanks } from '../support/banks.js';
import { type FakeServer, fakeServer } from './fake-gdb-server.js';

const probes: Probe[] = [];
let server: FakeServer;
afterEach(async () => {
  for (const probe of probes.splice(0)) await probe.close();
  await server.close();
});

async function open(host: string): Promise<Probe> {
  const probe = await openProbe(`gdb:${host}:${server.port},server=otpforge`, { banks: allBanks });
  probes.push(probe);
  return probe;
}

describe('a GDB server that is in use', () => {
  it.each(['127.0.0.1', 'localhost', 'LOCALHOST', '[::1]', ''])(
    'is refused to a second otpforge, which asks it for nothing: %s',
    async (host) => {
      server = await fakeServer();
      await open('127.0.0.1');
      const asked = server.packets.length;
      await expect(open(host)).rejects.toMatchObject({
        code: 'PROBE_BUSY',
        exitCode: 4,
        message: expect.stringContaining(`process ${process.pid}`),
        remedy: expect.stringContaining('Wait until that has ended'),
      });
      expect(server.packets).toHaveLength(asked);
    },
  );

  it('is free again when the probe is closed, or was never opened', async () => {
    let isTarget = false;
    server = await fakeServer((packet) => (packet === '?' && !isTarget ? 'W00' : null));
    await expect(open('127.0.0.1')).rejects.toMatchObject({ code: 'PROBE_UNSUPPORTED' });
    isTarget = true;
    await (await open('127.0.0.1')).close();
    await expect(open('127.0.0.1')).resolves.toBeDefined();
  });
});
