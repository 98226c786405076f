import { describe, expect, it } from 'vitest';
import type { FakeAnswer } from './fake-gdb-server.js';
import { open, table } from './gdb-rig.js';

const RAM = 0x20000000;

describe('registers', () => {
  const description = {
    'target.xml': '<target><xi:include href="core.xml"/></target>',
    'core.xml': [
      '<feature>',
      ...Array.from({ length: 13 }, (_, number) => `<reg name="r${number}" bitsize="32"/>`),
      '<reg name="sp" bitsize="32"/><reg name="lr" bitsize="32"/><reg name="pc" bitsize="32"/>',
      '<reg name="xPSR" bitsize="32" regnum="16"/>',
      '<reg name="d0" bitsize="64" regnum="17"/>',
      // As OpenOCD has them: whole bytes on the wire for registers of 1 and 3 bits.
      '<reg name="primask" bitsize="1" regnum="30"/><reg name="control" bitsize="3"/>',
      '</feature>',
    ].join(''),
  };
  const described =
    (answers: Readonly<Record<string, FakeAnswer>> = {}) =>
    (packet: string) => {
      if (packet.startsWith('qSupported')) return 'PacketSize=40;qXfer:features:read+';
      const [, annex, at, length] = /^qXfer:features:read:(.*):(\w+),(\w+)$/.exec(packet) ?? [];
      if (annex !== undefined && at !== undefined && length !== undefined) {
        const text = Object.entries(description).find(([name]) => name === annex)?.[1] ?? '';
        const from = Number.parseInt(at, 16);
        const part = text.slice(from, from + Number.parseInt(length, 16));
        return `${from + part.length < text.length ? 'm' : 'l'}${part}`;
      }
      return table(answers)(packet);
    };

  it('have the numbers and sizes of the description, through its includes', async () => {
    const { probe: opened, since } = await open(described({ p1f: '02', p10: '00000001' }), ',server=other');
    await opened.writeRegisters({ xPSR: 0x01000000, PRIMASK: 1, CONTROL: 0, R0: 7 });
    expect(since()).toEqual(['P1f=00', 'P1e=01', 'P0=07000000', 'P10=00000001']);
    expect(await opened.readRegisters(['CONTROL', 'xPSR'])).toEqual({ CONTROL: 2, xPSR: 0x01000000 });
  });

  it('are read and written all at once where p and P are not known', async () => {
    // 17 words, one double word, two bytes.
    const all = `${'00000000'.repeat(16)}00000001${'11'.repeat(8)}0102`;
    const { probe: opened, since } = await open(
      (packet) => (/^[pP]/.test(packet) ? '' : described({ g: all })(packet)),
      ',server=other',
    );
    expect(await opened.readRegisters(['xPSR', 'PRIMASK', 'CONTROL'])).toEqual({
      xPSR: 0x01000000,
      PRIMASK: 1,
      CONTROL: 2,
    });
    since();
    await opened.writeRegisters({ R1: 0x12345678, CONTROL: 0 });
    expect(since()).toEqual([
      'P1f=00',
      'g',
      `G${all.slice(0, -2)}00`,
      'g',
      `G${all.slice(0, 8)}78563412${all.slice(16)}`,
    ]);
  });

  it('have GDB’s old numbers where there is no description, and SP for MSP', async () => {
    const { probe: opened, since } = await open(() => null, ',server=other');
    await opened.writeRegisters({ MSP: 0x20001000, xPSR: 0x01000000, PC: RAM });
    expect(since()).toEqual(['Pd=00100020', 'Pf=00000020', 'P19=00000001']);
    await expect(opened.readRegisters(['PRIMASK'])).rejects.toMatchObject({ code: 'PROBE_UNSUPPORTED' });
  });

  it.each(['E01', 'xxxxxxxx', '00'.repeat(8)])('that answer %s cannot be read', async (answer) => {
    const { probe: opened } = await open(table({ pf: answer }), ',server=other');
    await expect(opened.readRegisters(['PC'])).rejects.toMatchObject({ code: 'TARGET_FAULT' });
  });
});

describe('memory', () => {
  const bytes = Uint8Array.from(
    { length: 3000 },
    (_, index) => [0x24, 0x23, 0x7d, 0x2a, index & 0xff][index % 5] ?? 0,
  );
  const remembering = (binary: boolean) => {
    const memory = new Map<number, number>();
    return (packet: string): FakeAnswer | null => {
      const [, letter, at, length, data = ''] = /^([mMX])(\w+),(\w+)(?::([\s\S]*))?$/.exec(packet) ?? [];
      if (letter === undefined || at === undefined || length === undefined) return null;
      if (letter === 'X' && !binary) return '';
      const content = Buffer.from(data, letter === 'X' ? 'latin1' : 'hex');
      const address = Number.parseInt(at, 16);
      if (letter === 'm') {
        return Array.from({ length: Number.parseInt(length, 16) }, (_, index) =>
          (memory.get(address + index) ?? 0).toString(16).padStart(2, '0'),
        ).join('');
      }
      if (content.length !== Number.parseInt(length, 16)) return 'E22';
      for (const [index, byte] of content.entries()) memory.set(address + index, byte);
      return 'OK';
    };
  };

  it.each([true, false])('is cut into packets that the server takes, with X known: %s', async (binary) => {
    const { probe: opened, server: fake } = await open(remembering(binary), ',server=other');
    await opened.writeMemory(RAM + 2, bytes);
    expect(await opened.readMemory(RAM + 2, bytes.length)).toEqual(bytes);
    expect(fake.longest()).toBeLessThanOrEqual(0x400);
    const letters = new Set(fake.packets.map((packet) => packet[0]));
    expect(letters.has('M')).toBe(!binary);
    expect(fake.packets.filter((packet) => packet.startsWith('X')).length).toBeGreaterThan(binary ? 3 : 0);
    expect(fake.packets.length).toBeLessThan(40);
  });

  it('of a forced narrow width takes a packet each', async () => {
    const { probe: opened, since } = await open(remembering(false), ',server=other');
    await opened.writeMemory(RAM, Uint8Array.of(1, 2, 3, 4), 2);
    expect(since().slice(1)).toEqual(['M20000000,2:0102', 'M20000002,2:0304']);
    await opened.readMemory(RAM, 2, 1);
    expect(since()).toEqual(['m20000000,1', 'm20000001,1']);
    await expect(opened.readMemory(RAM + 1, 2, 2)).rejects.toMatchObject({ code: 'TARGET_FAULT' });
    await expect(opened.writeMemory(RAM, Uint8Array.of(1, 2), 4)).rejects.toMatchObject({
      code: 'TARGET_FAULT',
    });
  });

  it('that is answered in part is read on from there', async () => {
    const { probe: opened } = await open(
      table({ 'm20000000,8': '010203', 'm20000003,5': '0405060708' }),
      ',server=other',
    );
    expect([...(await opened.readMemory(RAM, 8))]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('that is answered with nothing, as by st-util, is a fault', async () => {
    const { probe: opened } = await open(table({ 'm20000000,8': '' }), ',server=other');
    await expect(opened.readMemory(RAM, 8)).rejects.toMatchObject({ code: 'TARGET_FAULT' });
    expect(await opened.readMemory(RAM, 4)).toHaveLength(4);
  });

  it.each(['0', 'zz', '00'.repeat(9)])('that is answered with %j loses the connection', async (answer) => {
    const { probe: opened } = await open(table({ 'm20000000,8': answer }), ',server=other');
    await expect(opened.readMemory(RAM, 8)).rejects.toMatchObject({ code: 'PROBE_LOST' });
  });
});
