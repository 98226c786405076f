import { describe, expect, it } from 'vitest';
import {
  decodeHex,
  encodeHex,
  type MemoryMapRegion,
  parseDescription,
  parseHex,
  parseMemoryMap,
  readWordHex,
  renderMemoryMap,
  wordHex,
} from '../../src/gdb/index.js';
import { fc } from '../support/property.js';

const annexes = (documents: Readonly<Record<string, string>>) => async (annex: string) => documents[annex];

describe('hexadecimal', () => {
  it('carries any bytes and any word', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(decodeHex(encodeHex(bytes))).toEqual(bytes);
      }),
    );
    fc.assert(
      fc.property(fc.nat(0xffffffff), (word) => {
        expect(readWordHex(wordHex(word))).toBe(word);
      }),
    );
  });

  it('is little-endian for registers, big-endian for addresses', () => {
    expect(wordHex(0x12345678)).toBe('78563412');
    expect(wordHex(1, 1)).toBe('01');
    expect(parseHex('12345678')).toBe(0x12345678);
  });

  it.each(['0', '0g', 'xx', 'é0'])('refuses the bytes %j', (text) => {
    expect(decodeHex(text)).toBeUndefined();
  });

  it.each([undefined, '', '-1', '0x10', '123456789', ' 1', 'xxxxxxxx'])('refuses the number %j', (text) => {
    expect(parseHex(text)).toBeUndefined();
  });

  it('refuses a register that a server does not know', () => {
    expect(readWordHex('xxxxxxxx')).toBeUndefined();
    expect(readWordHex('')).toBeUndefined();
    expect(readWordHex('0011223344')).toBeUndefined();
  });
});

describe('target descriptions', () => {
  it('number registers one after the other, through includes, from regnum on', async () => {
    const registers = await parseDescription(
      annexes({
        'target.xml': `<?xml version="1.0"?><!DOCTYPE target SYSTEM "gdb-target.dtd">
          <target><architecture>arm</architecture><!-- <reg name="not" bitsize="32"/> -->
          <xi:include href="a.xml"/><xi:include href='b.xml'/></target>`,
        'a.xml':
          '<feature name="x"><reg name="r0" bitsize="32"/><reg name="r1" bitsize=\'32\' type="int"/></feature>',
        'b.xml':
          '<feature name="y"><reg bitsize="8" regnum="25" name="primask"/><reg name="a&amp;b"/><reg name="&constructor;"/></feature>',
      }),
    );
    expect(registers).toEqual([
      { name: 'r0', number: 0, bits: 32 },
      { name: 'r1', number: 1, bits: 32 },
      { name: 'primask', number: 25, bits: 8 },
      { name: 'a&b', number: 26, bits: 32 },
      { name: '&constructor;', number: 27, bits: 32 },
    ]);
  });

  it('are empty where a server has none', async () => {
    expect(await parseDescription(annexes({}))).toEqual([]);
  });

  it('leave out what has no sensible number or size', async () => {
    const registers = await parseDescription(
      annexes({
        'target.xml':
          '<reg name="a" regnum="x"/><reg name="b" bitsize="-8"/><reg name="c" regnum="1.5"/><reg name="d"/>',
      }),
    );
    expect(registers).toEqual([{ name: 'd', number: 0, bits: 32 }]);
  });

  it('end where they include themselves', async () => {
    const registers = await parseDescription(
      annexes({ 'target.xml': '<reg name="r0"/><xi:include href="target.xml"/>' }),
    );
    expect(registers).toHaveLength(1);
  });

  it('visit each document once, and 32 at most', async () => {
    const asked: string[] = [];
    // Each includes two more, so that the whole tree would never end.
    await parseDescription(async (annex) => {
      asked.push(annex);
      return `<xi:include href="${annex}0"/><xi:include href="${annex}1"/><xi:include href="${annex}0"/>`;
    });
    expect(asked).toHaveLength(32);
    expect(new Set(asked).size).toBe(32);
  });

  it.each(['<!--', '<!DOCTYPE[', '<a b="', '<a b=\'" c="'])(
    'made of %j a hundred thousand times are read to their end',
    async (piece) => {
      const head = '<!-- <reg name="no"/> --><!DOCTYPE t [ <!ELEMENT t ANY> ]><reg name="r0"/>';
      const document = head + piece.repeat(100_000);
      expect(await parseDescription(annexes({ 'target.xml': document }))).toContainEqual({
        name: 'r0',
        number: 0,
        bits: 32,
      });
    },
  );
});

describe('memory maps', () => {
  const word = fc.nat(0xffffffff);
  const region: fc.Arbitrary<MemoryMapRegion> = fc.oneof(
    fc.record({ kind: fc.constantFrom('ram' as const, 'rom' as const), address: word, length: word }),
    fc.record({ kind: fc.constant('flash' as const), address: word, length: word, blockSize: word }),
  );

  it('say what they were made of', () => {
    fc.assert(
      fc.property(fc.array(region), (regions) => {
        expect(parseMemoryMap(renderMemoryMap(regions))).toEqual(regions);
      }),
    );
  });

  it('are read as other servers write them', () => {
    expect(
      parseMemoryMap(`<memory-map>
        <memory type="flash" start="134217728" length="0x10000">
          <property name="blocksize"> 0x4000 </property>
          <property name="other">5</property>
        </memory>
        <memory type="tape" start="0" length="1"/>
        <memory type="flash" start="x" length="1"/>
        <memory type="flash" start="0" length="-1"/>
        <memory type='ram' start='0x20000000' length='0x1000'></memory></memory-map>`),
    ).toEqual([
      { kind: 'flash', address: 0x08000000, length: 0x10000, blockSize: 0x4000 },
      { kind: 'ram', address: 0x20000000, length: 0x1000 },
    ]);
  });
});
