import { parse } from 'intel-hex';
import MemoryMap from 'nrf-intel-hex';
import { expect, test } from 'vitest';
import { readIntelHex, writeIntelHex } from '../../src/image/index.js';
import { fc } from '../support/property.js';
import { universeImages } from './arbitraries.js';
import { contents } from './contents.js';
import { data, EOF, record } from './records.js';

const bytesPerRecord = fc.integer({ min: 1, max: 255 });

test('nrf-intel-hex reads what we write as the same memory', () => {
  fc.assert(
    fc.property(universeImages, bytesPerRecord, ({ image }, length) => {
      // It takes an upper half of 0x8000 and more for a negative number.
      const lower = image.clip(0, 0x8000_0000);
      const text = Buffer.from(writeIntelHex(lower, { bytesPerRecord: length })).toString();
      // It wants nothing after the end-of-file record, not even a line end.
      const theirs = MemoryMap.fromHex(text.trimEnd());
      expect([...theirs].map(([address, bytes]) => [address, [...bytes]])).toEqual(contents(lower));
    }),
  );
});

test('we read what nrf-intel-hex writes as the same memory', () => {
  fc.assert(
    fc.property(universeImages, bytesPerRecord, fc.constantFrom('\n', '\r\n'), ({ image }, length, end) => {
      const theirs = new MemoryMap(image.segments.map(({ address, bytes }) => [address, bytes]));
      const text = theirs.asHexString(length).replaceAll('\n', end);
      expect(contents(readIntelHex(Buffer.from(text), 'nrf.hex'))).toEqual(contents(image));
    }),
  );
});

test('we read back what we write', () => {
  fc.assert(
    fc.property(universeImages, bytesPerRecord, ({ image }, length) => {
      const bytes = writeIntelHex(image, { bytesPerRecord: length });
      expect(contents(readIntelHex(bytes, 'own.hex'))).toEqual(contents(image));
    }),
  );
});

test('intel-hex reads a dense image and its start address as we do', () => {
  const dense = fc.uint8Array({ minLength: 1, maxLength: 700 });
  fc.assert(
    fc.property(dense, bytesPerRecord, fc.nat(0xffff_ffff), (bytes, length, entry) => {
      const lines: string[] = [];
      for (let at = 0; at < bytes.length; at += length)
        lines.push(data(at, ...bytes.subarray(at, at + length)));
      const start = record(
        5,
        0,
        [entry >>> 24, entry >>> 16, entry >>> 8, entry].map((byte) => byte & 0xff),
      );
      const ours = readIntelHex(Buffer.from([...lines, start, EOF].join('\n')), 'dense.hex');
      const theirs = parse(Buffer.from(writeIntelHex(ours)));
      expect(contents(ours)).toEqual([[0, [...bytes]]]);
      expect([...theirs.data]).toEqual([...bytes]);
      expect(theirs.startLinearAddress).toBe(ours.starts[0]?.value);
    }),
  );
});
