import { describe, expect, test } from 'vitest';
import { readIntelHex } from '../../src/image/index.js';
import { contents, errorOf } from './contents.js';
import { data, EOF, record } from './records.js';

const good = data(0x10, 1, 2, 3);

function read(tail: string | Uint8Array) {
  const head = Buffer.from(`${good}\n${EOF}`);
  return readIntelHex(Buffer.concat([head, Buffer.from(tail as string, 'latin1')]), 'fw.hex');
}

describe('what follows the end record', () => {
  test.each([
    ['nothing', ''],
    ['a line end', '\r\n'],
    ['blank lines', '\n \t\n\r\n'],
    ['Ctrl-Z', '\n\u001a'],
    ['Ctrl-Z on the same line', '\u001a'],
    ['Ctrl-Z and a sector full of NULs', `\r\n\u001a${'\0'.repeat(90)}`],
    ['NULs on the same line', '\0\0\0'],
    ['a sector full of Ctrl-Z', '\u001a'.repeat(100)],
  ])('%s is harmless', (_, tail) => {
    expect(contents(read(tail))).toEqual([[0x10, [1, 2, 3]]]);
    expect(read(tail).warnings).toEqual([]);
  });

  test.each([
    ['text', '\n\nsigned by build 17\n', 4, 'text after the end record on line 2: "signed by build 17"'],
    ['text on its line', '  end\n', 2, 'text after the end record on line 2: "end"'],
    ['text behind Ctrl-Z', '\r\n\u001aold text\0', 3, 'text after the end record on line 2: "old text"'],
    ['a long text', `\n${'x'.repeat(100)}`, 3, `text after the end record on line 2: "${'x'.repeat(40)}…"`],
    ['another record', `\n${good}\n`, 3, 'another record after the end record on line 2'],
    ['S-records', '\nS9030000FC\n', 3, 'Motorola S-records after the end record on line 2'],
    [
      'bytes',
      Uint8Array.of(0x0a, 0x1f, 0x8b, 8, 0, 1, 2, 3, 4, 5),
      3,
      '9 bytes after the end record on line 2, not text: 1F 8B 08 00 01 02 03 04 …',
    ],
    [
      'what would steer a terminal',
      '\n\u001b[2J',
      3,
      '4 bytes after the end record on line 2, not text: 1B 5B 32 4A',
    ],
  ])('%s is named for what it is', (_, tail, line, message) => {
    expect(errorOf(() => read(tail))).toMatchObject({
      code: 'IHEX_AFTER_EOF',
      message: `fw.hex:${line}: ${message}`,
      details: { file: 'fw.hex', line, endLine: 2 },
    });
  });

  test('only another record brings the advice to merge', () => {
    expect(errorOf(() => read(`\n${good}`))).toHaveProperty('remedy', expect.stringContaining('merge'));
    expect(errorOf(() => read('\nend'))).toHaveProperty('remedy', expect.not.stringContaining('merge'));
  });

  test('an address in the end record is taken, with a warning', () => {
    const image = readIntelHex(Buffer.from(`${good}\n${record(1, 0x189)}\n`), 'fw.hex');
    expect(contents(image)).toEqual([[0x10, [1, 2, 3]]]);
    expect(image.warnings).toEqual([
      { code: 'IHEX_EOF_ADDRESS', message: expect.stringMatching(/^fw\.hex:2: .* 0x189, where 0x0 belongs/) },
    ]);
  });
});
