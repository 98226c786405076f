import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { framePacket } from '../../src/gdb/index.js';
import { RawClient } from './raw-client.js';
import { useServer } from './support.js';

// adds r0, #1; b .-2
const counting = '0130fde7';

const served = useServer();

async function startCounting(): Promise<void> {
  await served.client.call(`M20000000,4:${counting}`);
  await served.client.call('P0=00000000');
  await served.client.call('Pf=00000020');
  await served.client.call('P10=00000001');
}

/** Lets the event loop turn until something holds. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise<void>((resolve) => setImmediate(resolve));
}

describe('run control', () => {
  it('tells why the core stands', async () => {
    expect(await served.client.call('?')).toBe('T05thread:1;');
  });

  it('steps', async () => {
    await startCounting();
    expect(await served.client.call('s')).toBe('T05thread:1;');
    expect(await served.client.call('vCont;s:1;c')).toBe('T05thread:1;');
    expect([await served.client.call('p0'), await served.client.call('pf')]).toEqual([
      '01000000',
      '00000020',
    ]);
    expect(await served.client.call('s20000000')).toBe('T05thread:1;');
    expect(await served.client.call('p0')).toBe('02000000');
  });

  it('runs to a breakpoint, and on from there', async () => {
    await startCounting();
    expect(await served.client.call('Z0,20000002,2')).toBe('OK');
    expect(await served.client.call('Z0,20000002,2')).toBe('OK');
    for (const count of ['01000000', '02000000', '03000000']) {
      expect(await served.client.call('c')).toBe('T05thread:1;');
      expect([await served.client.call('p0'), await served.client.call('pf')]).toEqual([count, '02000020']);
    }
    expect(await served.client.call('z0,20000002,2')).toBe('OK');
    expect(served.chip.isHalted).toBe(true);
  });

  it('stops at Ctrl-C', async () => {
    await startCounting();
    served.client.write(framePacket('vCont;c'));
    await until(() => served.chip.counters.instructions > 1000);
    served.client.write('\x03');
    expect(await served.client.answer()).toBe('T02thread:1;');
    expect(served.chip.isHalted).toBe(true);
  });

  it('takes a Ctrl-C of a core that stands for nothing', async () => {
    served.client.write('\x03');
    expect(await served.client.call('qC')).toBe('QC1');
  });

  it('reports a fault as SIGSEGV', async () => {
    await served.client.call('M20000000,2:00de');
    await served.client.call('Pf=00000020');
    await served.client.call('P10=00000001');
    expect(await served.client.call('c')).toBe('T0bthread:1;');
  });

  it('answers no registers while the core runs, and lets memory be read', async () => {
    await startCounting();
    expect((await served.client.monitor('go')).end).toBe('OK');
    expect(await served.client.call('g')).toBe('E01');
    expect(await served.client.call('P0=00000000')).toBe('E01');
    expect(await served.client.call('m20000000,4')).toBe(counting);
    expect(await served.client.call('?')).toBe('T02thread:1;');
    expect(await served.client.call('m20000000,4')).toBe(counting);
  });

  it('hears a debugger’s write to AIRCR and to DHCSR', async () => {
    await served.client.call('Me000edfc,4:01000000');
    await startCounting();
    expect(await served.client.call('Me000ed0c,4:0400fa05')).toBe('OK');
    expect(served.chip.haltReason).toBe('reset');
    await startCounting();
    expect(await served.client.call('Me000edf0,4:01005fa0')).toBe('OK');
    await until(() => served.chip.counters.instructions > 1000);
  });
});

describe('hardware breakpoints', () => {
  it('are six, in the code region, as the comparators of a chip', async () => {
    expect(await served.client.call('Z1,20000010,2')).toMatch(/^E\..*code region/);
    for (let index = 0; index < 6; index += 1) {
      expect(await served.client.call(`Z1,${(0x08000000 + 2 * index).toString(16)},2`)).toBe('OK');
    }
    expect(await served.client.call('Z1,8000000,2')).toBe('OK');
    expect(await served.client.call('Z1,8000100,2')).toMatch(/^E\..*6 hardware/);
    expect(await served.client.call('Z0,8000100,2')).toBe('OK');
    expect(await served.client.call('z1,8000000,2')).toBe('OK');
    expect(await served.client.call('Z1,8000100,2')).toBe('OK');
  });
});

describe('a power cut from the bench', () => {
  it('in a run stops the client, and power comes back by the monitor', async () => {
    await startCounting();
    served.client.write(framePacket('c'));
    await until(() => served.chip.counters.instructions > 100);
    served.chip.bench.cutPower();
    expect(await served.client.answer()).toBe('X09');
    expect(await served.client.call('m20000000,4')).toBe('E01');
    expect((await served.client.monitor('status')).text).toContain('state: no power\n');
    expect((await served.client.monitor('power on')).end).toBe('OK');
    expect(await served.client.call('m20000000,4')).toMatch(/^[0-9a-f]{8}$/);
  });

  it.each(['m20000000,4', 'g', 's', 'c', 'Z0,20000000,2'])(
    'of a core that stands fails %s',
    async (packet) => {
      served.chip.bench.cutPower();
      expect(await served.client.call(packet)).toBe('E01');
      expect((await served.client.monitor('status')).text).toContain('state: no power\n');
    },
  );

  it('is over when the client has left', async () => {
    await served.client.call('Z0,20000000,2');
    served.chip.bench.cutPower();
    await served.reconnect();
    expect(await served.client.call('?')).toMatch(/^T/);
  });
});

describe('clients', () => {
  it('come one after the other, and find the chip as the last one left it', async () => {
    await served.client.call('M20000000,4:11223344');
    await served.reconnect();
    expect(await served.client.call('m20000000,4')).toBe('11223344');
  });

  it('are turned away while there is one', async () => {
    expect(await served.client.call('qC')).toBe('QC1');
    const second = await RawClient.open(served.server.port);
    expect(await second.next()).toBe('closed');
    expect(await served.client.call('qC')).toBe('QC1');
  });

  it('that detach let the core run', async () => {
    await startCounting();
    expect(await served.client.call('D')).toBe('OK');
    await until(() => served.chip.counters.instructions > 1000);
  });

  it('that vanish from a running core leave it running, without their breakpoints', async () => {
    await startCounting();
    await served.client.call('Z0,20000010,2');
    served.client.write(framePacket('c'));
    await until(() => served.chip.counters.instructions > 10);
    await served.reconnect();
    const before = served.chip.counters.instructions;
    await until(() => served.chip.counters.instructions > before + 1000);
    expect(await served.client.call('?')).toBe('T02thread:1;');
    await served.client.call('Pf=10000020');
    await served.client.call('M20000010,2:fee7');
    served.client.write(framePacket('c'));
    const later = served.chip.counters.instructions;
    await until(() => served.chip.counters.instructions > later + 100);
    served.client.write('\x03');
    expect(await served.client.answer()).toBe('T02thread:1;');
  });

  it('that vanish from a core that stands leave it so', async () => {
    await served.reconnect();
    expect(served.chip.isHalted).toBe(true);
  });

  it('that kill leave a chip after reset', async () => {
    await startCounting();
    served.client.write(framePacket('k'));
    await expect(served.client.answer()).rejects.toThrow('closed');
    await served.reconnect();
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
