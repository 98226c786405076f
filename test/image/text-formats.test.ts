import { describe, expect, test } from 'vitest';
import { readableText, textFormatOf } from '../../src/image/text-formats.js';
import { fc, runs } from '../support/property.js';
import { data, EOF } from './records.js';

const sRecord = 'S107000001020304EE';

describe('a text that plainly is an image', () => {
  test.each([
    ['Intel HEX', `${data(0x10, 1)}\n${EOF}\n`],
    ['Intel HEX', `\r\n  ${data(0x10, 1).toLowerCase()}\r\n${EOF}`],
    ['Intel HEX', `\u00ef\u00bb\u00bf${data(0x10, 1)}\n`],
    ['Intel HEX', `; made by somebody\n${data(0x10, 1)}\n`],
    ['Intel HEX', `${data(0x10, 1)}\n${EOF}\n\u001a\0\0`],
    ['Motorola S-records', `S00600004844521B\r\n${sRecord}\r\n`],
    ['Motorola S-records', `${sRecord.toLowerCase()}\n`],
    ['TI-TXT', '@F000\n31 40 00 03 B2 40\nq\n'],
    ['TI-TXT', '@1FFF7800\r\n00\r\nq\r\n'],
  ])('%s: %j', (format, text) => {
    expect(textFormatOf(Buffer.from(text, 'latin1'))).toBe(format);
  });

  test('Intel HEX in UTF-16, as a shell of Windows writes it', () => {
    expect(textFormatOf(Buffer.from(`\ufeff${data(0x10, 1)}\r\n`, 'utf16le'))).toBe('Intel HEX');
  });

  test.each([
    ['a record whose checksum is wrong', ':0100100001EF'],
    ['a record whose length is wrong', data(0x10, 1).replace(':01', ':02')],
    ['a record of a type that nobody knows', ':0000000AF6'],
    ['a colon and a name', ':serial'],
    ['an S-record whose checksum is wrong', 'S107000001020304EF'],
    ['an S-record whose length is wrong', 'S108000001020304ED'],
    ['an S-record of the reserved type 4', sRecord.replace('S1', 'S4')],
    ['a word with an at sign', '@ABCD'],
    ['an at sign above something that is not bytes', '@ABCD\nSN-0042\n'],
    ['a serial number', 'SN-0042\n'],
    ['bytes in hexadecimal', '01 02 03 04'],
    ['nothing', ''],
  ])('%s is not', (_, text) => {
    expect(textFormatOf(Buffer.from(text))).toBeUndefined();
  });

  test('random bytes are not, whatever character they begin with', () => {
    const any = fc.tuple(
      fc.constantFrom(':', 'S1', 'S0', '@', '\ufeff', ''),
      fc.uint8Array({ maxLength: 300 }),
    );
    fc.assert(
      fc.property(any, ([first, rest]) => {
        expect(textFormatOf(Buffer.concat([Buffer.from(first), rest]))).toBeUndefined();
      }),
      { numRuns: runs(1000) },
    );
  });

  test('what people can read is text, and nothing else', () => {
    for (const text of ['SN-0042', 'SN-0042\r\n', 'Prüfung\t1']) {
      expect(readableText(Buffer.from(text))).toBe(text);
    }
    for (const bytes of [
      [0x53, 0],
      [0xff, 0x53],
      [0x1b, 0x5b],
      [0xe2, 0x80, 0xae],
    ]) {
      expect(readableText(Uint8Array.from(bytes)), String(bytes)).toBeUndefined();
    }
  });
});
