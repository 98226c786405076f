import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { framePacket } from '../../src/gdb/index.js';
import { f401 } from '../support/banks.js';
import { type ChipOnAPort, serveChip } from '../support/served-chip.js';
import { RawClient } from './raw-client.js';

// adds r0, #1; b .-2
const counting = '0130fde7';

let served: ChipOnAPort;
let client: RawClient;
beforeEach(async () => {
  served = await serveChip(f401);
  client = await RawClient.open(served.server.port);
});
afterEach(async () => {
  await client.close();
  await served.server.close();
  expect(served.defects).toEqual([]);
});

async function startCounting(): Promise<void> {
  await client.call(`M20000000,4:${counting}`);
  await client.call('P0=00000000');
  await client.call('Pf=00000020');
  await client.call('P10=00000001');
}

async function reconnect(): Promise<void> {
  await client.close();
  client = await RawClient.open(served.server.port);
}

/** Lets the event loop turn until something holds. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise<void>((resolve) => setImmediate(resolve));
}

describe('run control', () => {
  it('tells why the core stands', async () => {
    expect(await client.call('?')).toBe('T05thread:1;');
  });

  it('steps', async () => {
    await startCounting();
    expect(await client.call('s')).toBe('T05thread:1;');
    expect(await client.call('vCont;s:1;c')).toBe('T05thread:1;');
    expect([await client.call('p0'), await client.call('pf')]).toEqual(['01000000', '00000020']);
    expect(await client.call('s20000000')).toBe('T05thread:1;');
    expect(await client.call('p0')).toBe('02000000');
  });

  it('runs to a breakpoint, and on from there', async () => {
    await startCounting();
    expect(await client.call('Z0,20000002,2')).toBe('OK');
    expect(await client.call('Z0,20000002,2')).toBe('OK');
    for (const count of ['01000000', '02000000', '03000000']) {
      expect(await client.call('c')).toBe('T05thread:1;');
      expect([await client.call('p0'), await client.call('pf')]).toEqual([count, '02000020']);
    }
    expect(await client.call('z0,20000002,2')).toBe('OK');
    expect(served.chip.isHalted).toBe(true);
  });

  it('stops at Ctrl-C', async () => {
    await startCounting();
    client.write(framePacket('vCont;c'));
    await until(() => served.chip.counters.instructions > 1000);
    client.write('\x03');
    expect(await client.answer()).toBe('T02thread:1;');
    expect(served.chip.isHalted).toBe(true);
  });

  it('takes a Ctrl-C of a core that stands for nothing', async () => {
    client.write('\x03');
    expect(await client.call('qC')).toBe('QC1');
  });

  it('reports a fault as SIGSEGV', async () => {
    await client.call('M20000000,2:00de');
    await client.call('Pf=00000020');
    await client.call('P10=00000001');
    expect(await client.call('c')).toBe('T0bthread:1;');
  });

  it('answers no registers while the core runs, and lets memory be read', async () => {
    await startCounting();
    expect((await client.monitor('go')).end).toBe('OK');
    expect(await client.call('g')).toBe('E01');
    expect(await client.call('P0=00000000')).toBe('E01');
    expect(await client.call('m20000000,4')).toBe(counting);
    expect(await client.call('?')).toBe('T02thread:1;');
    expect(await client.call('m20000000,4')).toBe(counting);
  });

  it('hears a debugger’s write to AIRCR and to DHCSR', async () => {
    await client.call('Me000edfc,4:01000000');
    await startCounting();
    expect(await client.call('Me000ed0c,4:0400fa05')).toBe('OK');
    expect(served.chip.haltReason).toBe('reset');
    await startCounting();
    expect(await client.call('Me000edf0,4:01005fa0')).toBe('OK');
    await until(() => served.chip.counters.instructions > 1000);
  });
});

describe('a power cut from the bench', () => {
  it('in a run stops the client, and power comes back by the monitor', async () => {
    await startCounting();
    client.write(framePacket('c'));
    await until(() => served.chip.counters.instructions > 100);
    served.chip.bench.cutPower();
    expect(await client.answer()).toBe('X09');
    expect(await client.call('m20000000,4')).toBe('E01');
    expect((await client.monitor('status')).text).toContain('state: no power\n');
    expect((await client.monitor('power on')).end).toBe('OK');
    expect(await client.call('m20000000,4')).toBe('00000000');
  });

  it.each(['m20000000,4', 'g', 's', 'c', 'Z0,20000000,2'])(
    'of a core that stands fails %s',
    async (packet) => {
      served.chip.bench.cutPower();
      expect(await client.call(packet)).toBe('E01');
      expect((await client.monitor('status')).text).toContain('state: no power\n');
    },
  );

  it('is over when the client has left', async () => {
    await client.call('Z0,20000000,2');
    served.chip.bench.cutPower();
    await reconnect();
    expect(await client.call('?')).toMatch(/^T/);
  });
});

describe('clients', () => {
  it('come one after the other, and find the chip as the last one left it', async () => {
    await client.call('M20000000,4:11223344');
    await reconnect();
    expect(await client.call('m20000000,4')).toBe('11223344');
  });

  it('are turned away while there is one', async () => {
    expect(await client.call('qC')).toBe('QC1');
    const second = await RawClient.open(served.server.port);
    expect(await second.next()).toBe('closed');
    expect(await client.call('qC')).toBe('QC1');
  });

  it('that detach let the core run', async () => {
    await startCounting();
    expect(await client.call('D')).toBe('OK');
    await until(() => served.chip.counters.instructions > 1000);
  });

  it('that vanish from a running core leave it running, without their breakpoints', async () => {
    await startCounting();
    await client.call('Z1,20000010,2');
    client.write(framePacket('c'));
    await until(() => served.chip.counters.instructions > 10);
    await reconnect();
    const before = served.chip.counters.instructions;
    await until(() => served.chip.counters.instructions > before + 1000);
    expect(await client.call('?')).toBe('T02thread:1;');
    await client.call('Pf=10000020');
    expect(await client.call('m20000010,2')).toBe('0000');
    await client.call('M20000010,2:fee7');
    client.write(framePacket('c'));
    const later = served.chip.counters.instructions;
    await until(() => served.chip.counters.instructions > later + 100);
    client.write('\x03');
    expect(await client.answer()).toBe('T02thread:1;');
  });

  it('that vanish from a core that stands leave it so', async () => {
    await reconnect();
    expect(served.chip.isHalted).toBe(true);
  });

  it('that kill leave a chip after reset', async () => {
    await startCounting();
    client.write(framePacket('k'));
    await expect(client.answer()).rejects.toThrow('closed');
    await reconnect();
    expect(served.chip.haltReason).toBe('reset');
  });

  it('reach it on the loopback interface only', async () => {
    // All of 127/8 is this machine; a socket on every interface would answer here.
    const refused = new Promise<string>((resolve) => {
      const socket = connect({ host: '127.0.0.2', port: served.server.port });
      socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''));
      socket.on('connect', () => resolve('connected'));
    });
    expect(['ECONNREFUSED', 'EADDRNOTAVAIL', 'ENETUNREACH']).toContain(await refused);
  });
});
