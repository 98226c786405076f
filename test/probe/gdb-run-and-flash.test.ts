import { describe, expect, it, vi } from 'vitest';
import { imageOf } from '../support/images.js';
import { type FakeAnswer, hexText } from './fake-gdb-server.js';
import { open, table } from './gdb-rig.js';

const RAM = 0x20000000;

describe('breakpoints', () => {
  it.each([
    { at: RAM, refused: [], sent: ['Z0,20000000,2', 'z0,20000000,2'] },
    { at: RAM, refused: ['Z0,20000000,2'], sent: ['Z0,20000000,2', 'Z1,20000000,2', 'z1,20000000,2'] },
    { at: 0x08000101, refused: [], sent: ['Z1,8000100,2', 'z1,8000100,2'] },
    { at: 0x08000100, refused: ['Z1,8000100,2'], sent: ['Z1,8000100,2', 'Z0,8000100,2', 'z0,8000100,2'] },
  ])('are set by address, $sent', async ({ at, refused, sent }) => {
    const { probe: opened, since } = await open(
      table(Object.fromEntries(refused.map((packet) => [packet, 'E01']))),
      ',server=other',
    );
    await opened.clearBreakpoint(await opened.setBreakpoint(at));
    expect(since()).toEqual(sent);
  });

  it('that cannot be set are an error', async () => {
    const { probe: opened } = await open((packet) => (packet.startsWith('Z') ? '' : null), ',server=other');
    await expect(opened.setBreakpoint(RAM)).rejects.toMatchObject({
      code: 'TARGET_FAULT',
      details: { address: RAM },
    });
  });

  it('at PC are stepped over', async () => {
    const { probe: opened, since } = await open(table({ pf: '00000020', c: 'T05' }), ',server=other');
    await opened.setBreakpoint(RAM);
    since();
    await opened.go();
    expect(await opened.waitHalted(1000)).toBe(true);
    expect(since()).toEqual(['pf', 'z0,20000000,2', 's', 'Z0,20000000,2', 'c']);
  });
});

describe('run control', () => {
  it('hears no console output for a stop', async () => {
    const { probe: opened } = await open(table({ c: [`O${hexText('hello')}`, 'T05'] }), ',server=other');
    await opened.go();
    expect(await opened.waitHalted(1000)).toBe(true);
  });

  it('reads memory of a running core by stopping it, and lets it go on', async () => {
    const { probe: opened, server: fake } = await open(table({ interrupt: 'T02' }), ',server=other');
    await opened.go();
    expect(await opened.readMemory(RAM, 4)).toHaveLength(4);
    await vi.waitFor(() => expect(fake.packets.slice(-4)).toEqual(['c', 'interrupt', 'm20000000,4', 'c']));
  });

  it('does not wake a core that stopped by itself at the same time', async () => {
    const { probe: opened, since } = await open(
      table({ interrupt: 'T05', pf: '00000020', 'm20000000,2': '00be' }),
      ',server=other',
    );
    await opened.go();
    await opened.readMemory(RAM, 4);
    expect(since()).toEqual(['c', 'interrupt', 'pf', 'm20000000,2', 'm20000000,4']);
    expect(await opened.waitHalted(0)).toBe(true);
  });

  it('lets a core go on whose interrupt is reported as a trap', async () => {
    const { probe: opened, server: fake } = await open(table({ interrupt: 'T05' }), ',server=other');
    await opened.go();
    await opened.readMemory(RAM, 4);
    await vi.waitFor(() => expect(fake.packets.slice(-2)).toEqual(['m20000000,4', 'c']));
  });

  it('takes a stop that is told twice for no answer to anything else', async () => {
    const { probe: opened } = await open(
      table({ interrupt: ['T02', 'T02'], 'm20000000,4': '01020304' }),
      ',server=other',
    );
    await opened.go();
    expect([...(await opened.readMemory(RAM, 4))]).toEqual([1, 2, 3, 4]);
  });
});

describe('main flash', () => {
  const map =
    '<memory-map><memory type="flash" start="0x8000000" length="0x8000"><property name="blocksize">0x4000</property></memory></memory-map>';
  const registers = ['r0', 'lr', 'pc', 'xpsr', 'msp', 'primask', 'control'];
  const description = `<target>${registers.map((name) => `<reg name="${name}" bitsize="32"/>`).join('')}</target>`;
  const flashing =
    (answers: Readonly<Record<string, FakeAnswer>> = {}, described = description) =>
    (packet: string) => {
      if (packet.startsWith('qSupported'))
        return 'PacketSize=1000;qXfer:memory-map:read+;qXfer:features:read+';
      if (packet.startsWith('qXfer:features:read:target.xml:0,')) return `l${described}`;
      const own = table(answers)(packet);
      if (own !== null) return own;
      if (packet.startsWith('qXfer:memory-map:read::0,')) return `l${map}`;
      return packet.startsWith('vFlash') ? 'OK' : null;
    };

  it('is erased block by block, written in packets, and done once', async () => {
    const { probe: opened, since, server: fake } = await open(flashing(), ',server=other');
    const states: string[] = [];
    const image = imageOf([0x08003ff0, new Uint8Array(0x20).fill(0x24)], [0x08006000, new Uint8Array(2000)]);
    await opened.programFlash(image, ({ phase, done, total }) => states.push(`${phase} ${done}/${total}`));
    const packets = since().filter((packet) => packet.startsWith('vFlash'));
    expect(packets.slice(0, 2)).toEqual(['vFlashErase:8000000,4000', 'vFlashErase:8004000,4000']);
    expect(packets.at(-1)).toBe('vFlashDone');
    expect(packets.slice(2, -1).every((packet) => packet.startsWith('vFlashWrite:'))).toBe(true);
    expect(packets.slice(2, -1).reduce((sum, packet) => sum + packet.split(':', 3)[2]!.length, 0)).toBe(2032);
    expect(fake.longest()).toBeLessThanOrEqual(0x1000);
    expect(states.slice(0, 2)).toEqual(['erase 1/2', 'erase 2/2']);
    expect(states.at(-1)).toBe('program 2032/2032');
  });

  it.each([
    ['vFlashErase:8000000,4000', 'E.the sector is write-protected', 'the sector is write-protected'],
    ['vFlashDone', 'E01', 'error 01'],
    ['vFlashDone', '', 'does not know the packet'],
  ])('tells that %s failed', async (packet, answer, message) => {
    const { probe: opened } = await open(flashing({ [packet]: answer }), ',server=other');
    await expect(opened.programFlash(imageOf([0x08000000, [1]]))).rejects.toMatchObject({
      code: 'TARGET_FAULT',
      message: expect.stringContaining(message),
    });
  });

  it.each([
    ['outside the map', '0x08008000', description],
    ['without a register that a job sets', 'PRIMASK', description.replace('primask', 'other')],
  ])('is refused %s before anything is erased', async (_, message, described) => {
    const { probe: opened, since } = await open(flashing({}, described), ',server=other');
    await expect(opened.programFlash(imageOf([0x08000000, [1]], [0x08008000, [1]]))).rejects.toMatchObject({
      code: 'PROBE_UNSUPPORTED',
      message: expect.stringContaining(message),
    });
    expect(since().some((packet) => packet.startsWith('vFlash'))).toBe(false);
  });

  it('is refused by a server whose map names no flash', async () => {
    const { probe: opened } = await open(flashing({ 'qXfer:memory-map:read::0,ff8': 'l' }), ',server=other');
    await expect(opened.programFlash(imageOf([0x08000000, [1]]))).rejects.toMatchObject({
      code: 'PROBE_UNSUPPORTED',
      message: expect.stringContaining('names none'),
    });
  });

  it('is refused by a server that does not know the packets', async () => {
    const { probe: opened } = await open(flashing({ 'vFlashErase:8000000,4000': '' }), ',server=other');
    await expect(opened.programFlash(imageOf([0x08000000, [1]]))).rejects.toMatchObject({
      code: 'PROBE_UNSUPPORTED',
    });
  });
});
