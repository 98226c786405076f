import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { framePacket } from '../../src/gdb/index.js';
import { f401 } from '../support/banks.js';
import { type ChipOnAPort, serveChip } from '../support/served-chip.js';
import { RawClient } from './raw-client.js';

const RAM = '20000000';

describe('packets', () => {
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

  it('are acknowledged, and a wrong checksum is not', async () => {
    client.write('$qAttached#00');
    expect(await client.next()).toBe('nack');
    client.write(framePacket('qAttached'));
    expect([await client.next(), await client.next()]).toEqual(['ack', '$1']);
  });

  it('are sent again when the client asks', async () => {
    expect(await client.call('qAttached')).toBe('1');
    client.write('-');
    expect(await client.answer()).toBe('1');
  });

  it('are no longer acknowledged after QStartNoAckMode', async () => {
    expect(await client.call('QStartNoAckMode')).toBe('OK');
    client.write('$qAttached#00');
    client.write(framePacket('qC'));
    expect(await client.next()).toBe('$QC1');
  });

  it('begin anew where a `$` stands in the middle', async () => {
    client.write('$m2000');
    expect(await client.call('qC')).toBe('QC1');
  });

  it('that are too long are refused and do not harm the next', async () => {
    expect(await client.call(`M${RAM},ffff:${'00'.repeat(0xffff)}`)).toMatch(/^E\..*16384/);
    expect(await client.call('qC')).toBe('QC1');
  });

  it.each([
    'vMustReplyEmpty',
    'qSomething',
    'QNonStop:1',
    'Z2,20000000,4',
    'z4,20000000,4',
    'vFile:open:2f,0,0',
    '\u00ff\u0000',
    '',
  ])('that are not known (%j) are answered with nothing', async (packet) => {
    expect(await client.call(packet)).toBe('');
  });

  it.each([
    'm',
    'm20000000',
    'm20000000,',
    'm20000000,4,4',
    'm2000000000,4',
    'mxyz,4',
    `M${RAM},4`,
    `M${RAM},4:0011`,
    `M${RAM},2:00zz`,
    `X${RAM},4:abc`,
    'X',
    'p',
    'p15',
    'pff',
    'P0',
    'P0=12',
    'P0=1234567z',
    'P30=00000000',
    'G',
    'G00',
    `G${'00000000'.repeat(22)}`,
    'Z0,zz,2',
    'Z0,20000000',
    'vCont;x',
    'vCont',
    'czz',
    'vFlashErase:8000000',
    'vFlashWrite:zz:abc',
    'qRcmd,zz',
    'qRcmd,7',
    'qXfer:features:read:target.xml:0',
  ])('that are malformed (%j) are answered with an error', async (packet) => {
    expect(await client.call(packet)).toMatch(/^E/);
  });

  it('describe registers and memory in parts of any size', async () => {
    const whole = await client.call('qXfer:features:read:target.xml:0,3fff');
    expect(whole).toMatch(/^l<\?xml[\s\S]*<\/target>\n$/);
    let parts = '';
    for (let at = 0; ; at += 7) {
      const part = await client.call(`qXfer:features:read:target.xml:${at.toString(16)},7`);
      parts += part.slice(1);
      if (part.startsWith('l')) break;
    }
    expect(parts).toBe(whole.slice(1));
    expect(await client.call('qXfer:features:read:target.xml:ffff,7')).toBe('l');
    expect(await client.call('qXfer:features:read:other.xml:0,7')).toMatch(/^E/);
    expect(await client.call('qXfer:memory-map:read::0,3fff')).toContain('<memory type="flash"');
  });
});

describe('memory and registers', () => {
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

  it('are written by M and by X alike, with bytes that need escapes', async () => {
    expect(await client.call(`M${RAM},4:237d2a24`)).toBe('OK');
    expect(await client.call(`m${RAM},4`)).toBe('237d2a24');
    const binary = Buffer.concat([Buffer.from(`X${RAM},4:`), Buffer.of(0x2a, 0x24, 0x23, 0x7d)]);
    expect(await client.call(binary)).toBe('OK');
    expect(await client.call(`m${RAM},4`)).toBe('2a24237d');
    expect(await client.call('X0,0:')).toBe('OK');
  });

  it('tell a bus error', async () => {
    expect(await client.call('m60000000,4')).toBe('E0e');
    expect(await client.call('M60000000,1:00')).toBe('E0e');
    expect(await client.call('mfffffffc,20')).toBe('E0e');
  });

  it('answer a long read in part', async () => {
    const part = await client.call(`m${RAM},10000`);
    expect(part.length).toBeGreaterThan(8000);
    expect(part.length).toBeLessThanOrEqual(0x4000);
  });

  it('read and write registers one by one and all at once', async () => {
    expect(await client.call('P7=efbeadde')).toBe('OK');
    expect(await client.call('p7')).toBe('efbeadde');
    const all = await client.call('g');
    expect(all).toHaveLength(21 * 8);
    expect(all.slice(7 * 8, 8 * 8)).toBe('efbeadde');
    expect(await client.call(`G${'01000000'}${all.slice(8)}`)).toBe('OK');
    expect(await client.call('p0')).toBe('01000000');
    expect(await client.call('p7')).toBe('efbeadde');
  });

  it('let one of SP and MSP change while the other is sent back as it was', async () => {
    const all = await client.call('g');
    const at = (number: number, value: string) =>
      `${all.slice(0, number * 8)}${value}${all.slice((number + 1) * 8)}`;
    expect(await client.call(`G${at(17, '00100020')}`)).toBe('OK');
    expect([await client.call('pd'), await client.call('p11')]).toEqual(['00100020', '00100020']);
  });
});
