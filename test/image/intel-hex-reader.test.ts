import { describe, expect, test } from 'vitest';
import { readIntelHex } from '../../src/image/index.js';
import { fc, runs } from '../support/property.js';
import { contents, errorOf } from './contents.js';
import { data, EOF, page, readLines, readRecords, record } from './records.js';

describe('forms of a file', () => {
  const lines = [page(0x0800_0000), data(0x10, 0xab, 0xcd), '', data(0x12, 0xef), EOF];
  const wanted = [[0x0800_0010, [0xab, 0xcd, 0xef]]];

  test.each([
    ['LF', lines.join('\n')],
    ['CRLF', lines.join('\r\n')],
    ['CR', lines.join('\r')],
    ['a line end after the last record', `${lines.join('\r\n')}\r\n`],
    ['lower case', lines.join('\n').toLowerCase()],
    ['blanks around records', lines.map((line) => ` \t${line}  \t`).join('\n')],
    ['blank lines at both ends', `\n\r\n${lines.join('\n')}\n \n\n`],
  ])('%s', (_, text) => {
    const image = readIntelHex(Buffer.from(text), 'fw.hex');
    expect(contents(image)).toEqual(wanted);
  });

  test.each([
    ['\n', 4],
    ['\r\n', 4],
    ['\r', 4],
  ])('lines are counted when %j ends them', (end, line) => {
    const image = readIntelHex(Buffer.from(lines.join(end)), 'fw.hex');
    expect(image.originAt(0x0800_0012)?.line).toBe(line);
  });

  test('a view into a larger buffer', () => {
    const text = Buffer.from(`xx${data(0, 1)}\n${EOF}xx`);
    expect(contents(readIntelHex(text.subarray(2, -2), 'fw.hex'))).toEqual([[0, [1]]]);
  });

  test('an end-of-file record alone is an empty image', () => {
    expect(readRecords().isEmpty).toBe(true);
  });

  test.each([0, 1, 2, 16, 17, 254, 255])('a record of %d bytes', (length) => {
    const bytes = Array.from({ length }, (_, index) => (index * 7) & 0xff);
    expect(contents(readRecords(data(0x100, ...bytes)))).toEqual(length === 0 ? [] : [[0x100, bytes]]);
  });
});

describe('addresses', () => {
  test('type 04 gives the upper half', () => {
    expect(contents(readRecords(page(0xffff_0000), data(0xffff, 1)))).toEqual([[0xffff_ffff, [1]]]);
  });

  test('type 02 gives a base in 16-byte paragraphs', () => {
    expect(contents(readRecords(record(2, 0, [0x12, 0x34]), data(0x10, 1)))).toEqual([[0x12350, [1]]]);
    expect(contents(readRecords(record(2, 0, [0xff, 0xff]), data(0xffff, 1)))).toEqual([[0x10_ffef, [1]]]);
  });

  test('the last base counts, whatever its type', () => {
    const image = readRecords(page(0x0800_0000), record(2, 0, [0x10, 0]), data(0, 1), page(0), data(0, 2));
    expect(contents(image)).toEqual([
      [0, [2]],
      [0x1_0000, [1]],
    ]);
  });

  test('records in any order make ascending segments', () => {
    const image = readRecords(data(0x20, 3), data(0x10, 1), data(0x11, 2));
    expect(contents(image)).toEqual([
      [0x10, [1, 2]],
      [0x20, [3]],
    ]);
  });

  test('linear data runs on past 64 KiB', () => {
    expect(contents(readRecords(page(0x0800_0000), data(0xffff, 1, 2)))).toEqual([[0x0800_ffff, [1, 2]]]);
  });
});

describe('start addresses', () => {
  test('CS:IP and EIP are kept, with their lines', () => {
    const image = readRecords(record(3, 0, [0x12, 0x34, 0x56, 0x78]), record(5, 0, [0x88, 0, 1, 0xc1]));
    const source = { file: 'fw.hex', kind: 'ihex' };
    expect(image.starts).toEqual([
      { kind: 'segment', value: 0x1234_5678, origin: { source, line: 1 } },
      { kind: 'linear', value: 0x8800_01c1, origin: { source, line: 2 } },
    ]);
  });

  test('the same start twice is one', () => {
    expect(readRecords(record(5, 0, [8, 0, 1, 1]), record(5, 0, [8, 0, 1, 1])).starts).toHaveLength(1);
  });
});

const good = data(0x10, 1, 2, 3);
const defects: [string, string, number, string[]][] = [
  ['a letter that is not a digit', 'IHEX_CHARACTER', 2, [good, ':0100200x00DF', EOF]],
  ['a bad length digit', 'IHEX_CHARACTER', 1, [':G100200000DF', EOF]],
  ['a bad digit in the data', 'IHEX_CHARACTER', 1, [':02002000zz00DE', EOF]],
  ['a bad digit in the checksum', 'IHEX_CHARACTER', 1, [':0100200000D-', EOF]],
  ['a byte above ASCII', 'IHEX_CHARACTER', 1, [':01002000\u00e90DF', EOF]],
  ['two records in one line', 'IHEX_CHARACTER', 1, [`${good}${good}`, EOF]],
  ['two records with a blank between', 'IHEX_CHARACTER', 1, [`${good} ${good}`, EOF]],
  ['text behind a record', 'IHEX_CHARACTER', 2, [good, `${data(0x20, 1)} ; comment`, EOF]],
  ['no colon', 'IHEX_NO_COLON', 2, [good, good.slice(1), EOF]],
  ['a comment', 'IHEX_NO_COLON', 1, ['; made by hand', good, EOF]],
  ['a wrong checksum', 'IHEX_CHECKSUM', 2, [good, ':0100200000DE', EOF]],
  ['a changed data byte', 'IHEX_CHECKSUM', 1, [good.replace('02', '03'), EOF]],
  ['an odd number of digits', 'IHEX_LENGTH', 1, [good.slice(0, -1), EOF]],
  ['fewer digits than a record has', 'IHEX_LENGTH', 1, [':00000001', EOF]],
  ['a colon alone', 'IHEX_LENGTH', 1, [':', EOF]],
  ['a record cut short', 'IHEX_LENGTH', 2, [good, good.slice(0, -4), EOF]],
  ['a record cut short at the end of the file', 'IHEX_LENGTH', 2, [good, good.slice(0, -4)]],
  ['a record that is too long', 'IHEX_LENGTH', 1, [`${good}00`, EOF]],
  ['type 06', 'IHEX_TYPE', 2, [good, record(6, 0, [1])]],
  ['type FF', 'IHEX_TYPE', 1, [record(0xff, 0), EOF]],
  ['end of file with data', 'IHEX_PAYLOAD', 1, [record(1, 0, [1])]],
  ['a segment base of one byte', 'IHEX_PAYLOAD', 1, [record(2, 0, [1]), EOF]],
  ['CS:IP of two bytes', 'IHEX_PAYLOAD', 1, [record(3, 0, [1, 2]), EOF]],
  ['a linear base of four bytes', 'IHEX_PAYLOAD', 1, [record(4, 0, [8, 0, 0, 0]), EOF]],
  ['EIP of no bytes', 'IHEX_PAYLOAD', 1, [record(5, 0), EOF]],
  ['a digit behind the end of file', 'IHEX_LENGTH', 2, [good, `${EOF}00`]],
  ['a base with an address', 'IHEX_ADDRESS_FIELD', 1, [record(4, 1, [8, 0]), EOF]],
  ['no end of file', 'IHEX_NO_EOF', 2, [good]],
  ['an empty file', 'IHEX_NO_EOF', 2, ['']],
  ['a record after the end', 'IHEX_AFTER_EOF', 3, [good, EOF, good]],
  ['a second end', 'IHEX_AFTER_EOF', 2, [EOF, EOF]],
  ['text after the end', 'IHEX_AFTER_EOF', 3, [EOF, '', 'signature']],
  ['an equal overlap', 'IHEX_OVERLAP', 3, [good, '', data(0x12, 3), EOF]],
  ['a different overlap', 'IHEX_OVERLAP', 2, [good, data(0x12, 4), EOF]],
  ['an overlap with an earlier, lower record', 'IHEX_OVERLAP', 3, [data(0x11, 1), data(0x40, 1), good, EOF]],
  ['data past 64 KiB without a base', 'IHEX_ADDRESS_WRAP', 2, [good, data(0xffff, 1, 2), EOF]],
  ['data past a segment', 'IHEX_ADDRESS_WRAP', 2, [record(2, 0, [1, 0]), data(0xffff, 1, 2), EOF]],
  ['data past 4 GiB', 'IHEX_ADDRESS_WRAP', 2, [page(0xffff_0000), data(0xffff, 1, 2), EOF]],
  ['two EIPs', 'IHEX_START_TWICE', 2, [record(5, 0, [8, 0, 0, 1]), record(5, 0, [8, 0, 0, 3]), EOF]],
];

describe('defects', () => {
  test.each(defects)('%s is %s in line %d', (_, code, line, lines) => {
    const error = errorOf(() => readLines(lines));
    expect(error).toMatchObject({ code, exitCode: 3, details: { file: 'fw.hex', line } });
    expect(error).toHaveProperty('message', expect.stringMatching(new RegExp(`^fw\\.hex:${line}: `)));
    expect(error).toHaveProperty('remedy', expect.any(String));
  });

  test('a file cut at any character is refused, unless only line ends are lost', () => {
    const text = [page(0x0800_0000), good, data(0x20, 9, 9), EOF].join('\r\n');
    for (let length = 0; length < text.length; length += 1) {
      expect(errorOf(() => readIntelHex(Buffer.from(text.slice(0, length)), 'fw.hex'))).toMatchObject({
        code: expect.stringMatching(/^IHEX_(NO_EOF|LENGTH)$/),
      });
    }
  });

  test('each character matters', () => {
    const text = [page(0x0800_0000), good, EOF].join('\n');
    for (let at = 0; at < text.length; at += 1) {
      const changed = text.slice(0, at) + (text[at] === '0' ? '1' : '0') + text.slice(at + 1);
      expect(errorOf(() => readIntelHex(Buffer.from(changed), 'fw.hex'))).toMatchObject({
        code: expect.stringMatching(/^IHEX_/),
      });
    }
  });

  test('any mix of hex file characters is read or refused, never a crash', () => {
    const pieces = fc.constantFrom(
      ':',
      '\n',
      '\r',
      ' ',
      '\t',
      '0',
      '1',
      'A',
      'z',
      '\u00ff',
      EOF,
      good,
      page(0x0800_0000),
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        try {
          readIntelHex(Buffer.from(parts.join(''), 'latin1'), 'fw.hex');
        } catch (error) {
          expect(error).toMatchObject({ code: expect.stringMatching(/^IHEX_/), details: { file: 'fw.hex' } });
        }
      }),
      { numRuns: runs(2000) },
    );
  });

  test.each([
    ['UTF-8', Buffer.from(`\ufeff${good}\n${EOF}\n`)],
    ['UTF-16', Buffer.from(`\ufeff${good}\n${EOF}\n`, 'utf16le')],
  ])('a byte order mark of %s is named, and not the record behind it', (encoding, bytes) => {
    expect(errorOf(() => readIntelHex(bytes, 'fw.hex'))).toMatchObject({
      code: 'IHEX_NO_COLON',
      message: `fw.hex:1: a record must begin with ":", not the byte order mark of ${encoding}`,
      remedy: expect.stringMatching(/save the file as plain ASCII/),
    });
  });

  test('messages say what is where', () => {
    const messageOf = (...lines: string[]): unknown => errorOf(() => readLines(lines));
    expect(messageOf(good, ' :0100200x00DF', EOF)).toMatchObject({
      message: 'fw.hex:2: "x" in column 10 is not a hexadecimal digit',
    });
    expect(messageOf(':0100200000DE', EOF)).toMatchObject({
      message: "fw.hex:1: checksum DE, but the record's bytes give DF",
    });
    expect(messageOf(good, data(0x12, 4), EOF)).toMatchObject({
      message: 'fw.hex:2: the byte at 0x00000012 is in line 1 already: 03 and 04',
      details: { lines: [1, 2], address: 0x12 },
    });
    expect(messageOf('S1130000285F245F2212226A000424290008237C2A')).toMatchObject({
      remedy: expect.stringContaining('S-records'),
    });
  });
});
