import { describe, expect, it } from 'vitest';
import { framePacket } from '../../src/gdb/index.js';

import { useServer } from './support.js';

const RAM = '20000000';

describe('packets', () => {
  const served = useServer();

  it('are acknowledged, and a wrong checksum is not', async () => {
    served.client.write('$qAttached#00');
    expect(await served.client.next()).toBe('nack');
    served.client.write(framePacket('qAttached'));
    expect([await served.client.next(), await served.client.next()]).toEqual(['ack', '$1']);
  });

  it('are sent again when the client asks', async () => {
    expect(await served.client.call('qAttached')).toBe('1');
    served.client.write('-');
    expect(await served.client.answer()).toBe('1');
  });

  it('are no longer acknowledged after QStartNoAckMode', async () => {
    expect(await served.client.call('QStartNoAckMode')).toBe('OK');
    served.client.write('$qAttached#00');
    served.client.write(framePacket('qC'));
    expect(await served.client.next()).toBe('$QC1');
  });

  it('begin anew where a `$` stands in the middle', async () => {
    served.client.write('$m2000');
    expect(await served.client.call('qC')).toBe('QC1');
  });

  it('that are too long are refused and do not harm the next', async () => {
    expect(await served.client.call(`M${RAM},ffff:${'00'.repeat(0xffff)}`)).toMatch(/^E\..*16384/);
    expect(await served.client.call('qC')).toBe('QC1');
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
    expect(await served.client.call(packet)).toBe('');
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
    expect(await served.client.call(packet)).toMatch(/^E/);
  });

  it('describe registers and memory in parts of any size', async () => {
    const whole = await served.client.call('qXfer:features:read:target.xml:0,3fff');
    expect(whole).toMatch(/^l<\?xml[\s\S]*<\/target>\n$/);
    let parts = '';
    for (let at = 0; ; at += 7) {
      const part = await served.client.call(`qXfer:features:read:target.xml:${at.toString(16)},7`);
      parts += part.slice(1);
      if (part.startsWith('l')) break;
    }
    expect(parts).toBe(whole.slice(1));
    expect(await served.client.call('qXfer:features:read:target.xml:ffff,7')).toBe('l');
    expect(await served.client.call('qXfer:features:read:other.xml:0,7')).toMatch(/^E/);
    expect(await served.client.call('qXfer:memory-map:read::0,3fff')).toContain('<memory type="flash"');
  });
});

describe('memory and registers', () => {
  const served = useServer();

  it('are written by M and by X alike, with bytes that need escapes', async () => {
    expect(await served.client.call(`M${RAM},4:237d2a24`)).toBe('OK');
    expect(await served.client.call(`m${RAM},4`)).toBe('237d2a24');
    const binary = Buffer.concat([Buffer.from(`X${RAM},4:`), Buffer.of(0x2a, 0x24, 0x23, 0x7d)]);
    expect(await served.client.call(binary)).toBe('OK');
    expect(await served.client.call(`m${RAM},4`)).toBe('2a24237d');
    expect(await served.client.call('X0,0:')).toBe('OK');
  });

  it('tell a bus error', async () => {
    expect(await served.client.call('m60000000,4')).toBe('E0e');
    expect(await served.client.call('M60000000,1:00')).toBe('E0e');
    expect(await served.client.call('mfffffffc,20')).toBe('E0e');
  });

  it('answer a long read in part', async () => {
    const part = await served.client.call(`m${RAM},10000`);
    expect(part.length).toBeGreaterThan(8000);
    expect(part.length).toBeLessThanOrEqual(0x4000);
  });

  it('read and write registers one by one and all at once', async () => {
    expect(await served.client.call('P7=efbeadde')).toBe('OK');
    expect(await served.client.call('p7')).toBe('efbeadde');
    const all = await served.client.call('g');
    expect(all).toHaveLength(21 * 8);
    expect(all.slice(7 * 8, 8 * 8)).toBe('efbeadde');
    expect(await served.client.call(`G${'01000000'}${all.slice(8)}`)).toBe('OK');
    expect(await served.client.call('p0')).toBe('01000000');
    expect(await served.client.call('p7')).toBe('efbeadde');
  });

  it('let one of SP and MSP change while the other is sent back as it was', async () => {
    const all = await served.client.call('g');
    const at = (number: number, value: string) =>
      `${all.slice(0, number * 8)}${value}${all.slice((number + 1) * 8)}`;
    expect(await served.client.call(`G${at(17, '00100020')}`)).toBe('OK');
    expect([await served.client.call('pd'), await served.client.call('p11')]).toEqual([
      '00100020',
      '00100020',
    ]);
  });
});
