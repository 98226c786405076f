import { describe, expect, it } from 'vitest';
import { type ReadFuseOptions, readFuses } from '../../src/mp1/index.js';
import { ascii, forms, pageText } from './data.js';

const refusal = (text: string, options: ReadFuseOptions = {}) => {
  try {
    readFuses(ascii(text), options);
  } catch (error) {
    return error;
  }
  return 'read';
};
const error = (code: string, message: string | RegExp) =>
  expect.objectContaining({
    code,
    message: typeof message === 'string' ? message : expect.stringMatching(message),
  });

describe('a text without addresses', () => {
  it('is refused unless it is placed', () => {
    expect(refusal('7cf5f917 00360035\n')).toEqual(
      error('MP1_TEXT_PLACE', /^the text cannot be placed: it has no addresses/),
    );
    const { form, fuses } = readFuses(ascii('7cf5f917 00360035\n'), { at: 12 });
    expect(form).toBe('nvmem-text');
    expect([fuses.words[12]?.value, fuses.words[13]?.value, fuses.words[14]?.knowledge]).toEqual([
      0x7cf5f917,
      0x00360035,
      'absent',
    ]);
  });

  it.each([
    ['bytes', '17 f9 f5 7c'],
    ['half-words', 'f917 7cf5'],
    ['octal half-words', '174427 076365'],
    ['with a prompt', '# dd if=nvmem bs=4 count=1 skip=12 | hexdump -v -e \'4/4 "%08x " "\\n"\'\n7cf5f917'],
    ['with what dd says', '7cf5f917\n1+0 records in\n1+0 records out\n4 bytes copied, 0.001 s, 4.0 kB/s'],
    ['an address of its own', '0000000 f917 7cf5\n0000004'],
    ['xxd', '00000000: 17f9 f57c                                ...|'],
    ['its place as an address', '00000030: 7cf5f917'],
  ])('may be %s', (_, text) => {
    expect(readFuses(ascii(text), { at: 12 }).fuses.words[12]).toMatchObject({ value: 0x7cf5f917 });
  });

  it('must fit, and be at its place', () => {
    expect(refusal('00000017 00000018', { at: 95 })).toEqual(error('MP1_TEXT', /not whole words of 0 to 95/));
    expect(refusal('00000040: 00000017', { at: 12 })).toEqual(
      error('MP1_TEXT', /address 0x40, which is not word 12/),
    );
    expect(refusal('17 00', { at: 12 })).toEqual(error('MP1_TEXT', /not whole words/));
    expect(refusal(pageText('wiki-displ.txt'), { at: 12 })).toEqual(
      error('MP1_TEXT_PLACE', /^--at means nothing/),
    );
  });

  it('has no * of an unknown number of lines', () =>
    expect(refusal('00000017\n*\n00000018', { at: 12 })).toEqual(
      error('MP1_TEXT', /^line 2: without addresses/),
    ));
});

describe('a part of a dump', () => {
  const lines = forms.hexdump!.partition.split('\n');

  it('knows nothing of lines that are missing', () => {
    const without = lines.filter((line) => !line.startsWith('00001d0')).join('\n');
    const { words } = readFuses(ascii(without)).fuses;
    expect(words.flatMap(({ knowledge }, word) => (knowledge === 'absent' ? [word] : []))).toEqual([57, 58]);
  });

  it('knows nothing after a * that no address follows', () => {
    const end = lines.indexOf('*') + 1;
    const { words } = readFuses(ascii(lines.slice(0, end).join('\n'))).fuses;
    expect(words[3]?.knowledge).toBe('known');
    expect(words.slice(5).every(({ knowledge }) => knowledge === 'absent')).toBe(true);
  });

  it('is refused where nothing says of what it is a part', () => {
    expect(refusal('00000030: 7cf5f917 00360035')).toEqual(
      error('MP1_TEXT_PLACE', /partition or of an nvmem dump/),
    );
    expect(refusal('0000000 f917 7cf5\n0000004')).toEqual(
      error('MP1_TEXT_PLACE', 'the text cannot be placed: it ends after 4 bytes: it is a part of a dump'),
    );
  });

  it('names the sizes of others', () => {
    const row = '0000000 0002 0000 0000 0000 0000 0000 0000 0000\n*\n';
    expect(refusal(`${row}0000400`)).toEqual(error('MP1_SIZE', /version 1, which/));
    expect(refusal(`${row}0000b80 0000 0000 0000 0000\n0000b88`)).toEqual(
      error('MP1_SIZE', /2952: it is of an STM32MP2/),
    );
    expect(refusal(`${row}0000300 0000 0000 0000 0000\n0000308`.replace('0002', '0003'))).toEqual(
      error('MP1_VERSION', /version 3/),
    );
  });
});

describe('a text that contradicts itself', () => {
  const row = '0000000 0017 0000 8000 0000 0000 0000 0000 0000';

  it.each([
    ['nothing', '\n', /^line 1: there is nothing to read/],
    ['a * before all else', `*\n${row}`, /^line 1: a \* stands for/],
    ['two *', `${row}\n*\n*\n0000180`, /^line 3: a \* stands for/],
    ['a * for half a line', `${row}\n*\n0000018`, /^line 2: what the \* stands for/],
    ['a line that goes back', `${row}\n0000008 0000 0000\n`, /^line 2: 0000008 is before the end/],
    ['data after the end', `${row}\n0000180\n0000190 0000`, /^line 3: it follows the line that ends/],
    ['an address alone', '0000000', /^line 1/],
    ['letters', `${row}\nhello`, /^line 2: it does not begin with/],
    ['odd groups', `${row}\n0000010 00 0000`, /^line 2: its groups do not have the same/],
    ['a group of 5 digits', '0000000 00023 00000', /^line 1: "00023" is not a byte or word/],
    ['no octal digit', '0000000 000028 000000', /^line 1: "000028" is not a byte or word/],
    ['too large an octal', '0000000 377777', /^line 1: "377777" is not a byte or word/],
    ['an address far away', `${row}\nfffffff 0000`, /^line 2: fffffff is far beyond/],
    ['mixed forms', `${row}\n00000010: 0000 0000`, /^line 2: it is not of the same form/],
    [
      'characters that differ from the bytes',
      forms.xxd!.partition.replace(/\.\.\.$/m, '..x'),
      /^line \d+: the characters at its end/,
    ],
    ['octal or hexadecimal', `${row}\n*\n0000500`, /^line 1: the text can be read in more than one way/],
  ])('%s', (_, text, message) => expect(refusal(text)).toEqual(error('MP1_TEXT', message)));

  it('of STM32CubeProgrammer, too', () => {
    const page = pageText('wiki-displ.txt');
    const change = (from: string | RegExp, to: string) => refusal(page.replace(from, to));
    expect(change('0x30000000', '0x10000000')).toEqual(error('MP1_TEXT', /bit 29 is named/));
    expect(change(/^ {4}03 /m, '    02 ')).toEqual(
      error('MP1_TEXT', /word 2 differs from the row of it above/),
    );
    expect(change(/^ {4}95 /m, '    96 ')).toEqual(error('MP1_TEXT', /there is no word 96/));
    expect(change('0x00000017', '0x0000001G')).toEqual(
      error('MP1_TEXT', /not a row of ID, value and status/),
    );
    expect(change(': 0x00000002', ': 0x00000001')).toEqual(error('MP1_TEXT', /it says version 1/));
    expect(change(/^SN\s*: 0041/m, 'SN : 0042')).toEqual(error('MP1_TEXT', /it is of two devices/));
  });
});

describe('a file', () => {
  const text = forms.xxd!.partition;

  it('may be UTF-16, as PowerShell writes it', () => {
    const utf16 = new Uint8Array(Buffer.from(`\ufeff${text}`, 'utf16le'));
    expect(readFuses(utf16)).toEqual(readFuses(ascii(text)));
  });

  it('may be binary: a partition, an nvmem file, or a piece of one', () => {
    expect(readFuses(new Uint8Array(384)).form).toBe('nvmem');
    const piece = readFuses(new Uint8Array([0x17, 0xf9, 0xf5, 0x7c]), { at: 12 });
    expect(piece.fuses.words[12]?.value).toBe(0x7cf5f917);
    expect(() => readFuses(new Uint8Array(383))).toThrow(expect.objectContaining({ code: 'MP1_SIZE' }));
    expect(() => readFuses(new Uint8Array(8), { at: 95 })).toThrow(
      expect.objectContaining({ code: 'MP1_SIZE' }),
    );
    expect(() => readFuses(new Uint8Array(2 ** 21))).toThrow(expect.objectContaining({ code: 'MP1_SIZE' }));
  });

  it('is of the chip that is named', () => {
    expect(refusal(text, { device: 'STM32MP153A' })).toEqual(
      error('MP1_OTHER_CHIP', /its words say STM32MP135C or STM32MP157C/),
    );
    expect(refusal(pageText('wiki-displ.txt'), { device: 'STM32MP135C' })).toEqual(
      error('MP1_OTHER_CHIP', /its words say an STM32MP15x/),
    );
    expect(refusal(text, { device: 'STM32F401RE' })).toEqual(error('DEVICE_UNKNOWN', /not an STM32MP13x/));
    // A file for a write says nothing of its chip.
    const write = readFuses(ascii(pageText('wiki-write.txt')), { device: 'STM32MP153A' });
    expect(write.fuses.lines).toEqual(['MP15']);
    for (const device of ['STM32MP157CAC', 'stm32mp157c', 'STM32MP157', 'STM32MP15x'])
      expect(readFuses(ascii(text), { device }).fuses.lines).toEqual(['MP15']);
  });
});
