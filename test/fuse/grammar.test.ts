import { describe, expect, it } from 'vitest';
import { type FuseVerb, parseFuseArguments } from '../../src/fuse/grammar.js';

const parse = (verb: FuseVerb, text: string) => parseFuseArguments(verb, text.split(' ').filter(Boolean));

describe('the grammar of words', () => {
  it('is that of STM32CubeProgrammer', () => {
    expect(parse('write', 'lock word=9 value=0x01234567 word=0xA value=0x8ABCDEF0')).toEqual({
      wishes: [
        { word: 9, value: 0x01234567, lock: true },
        { word: 10, value: 0x8abcdef0, lock: true },
      ],
      sticky: [],
    });
    expect(parse('write', 'word=60 value=0x1').wishes).toEqual([{ word: 60, value: 1 }]);
    expect(parse('lock', 'word=57 word=58').wishes).toEqual([
      { word: 57, lock: true },
      { word: 58, lock: true },
    ]);
    expect(parse('fwrite', 'lock key.bin word=60')).toMatchObject({
      data: { file: 'key.bin', word: 60, lock: true },
    });
  });

  it.each<[FuseVerb, string]>([
    ['write', 'word=9'],
    ['write', 'word=9 word=10 value=0x1'],
    ['write', 'value=0x1 word=9'],
    ['write', 'word=9 value=10'],
    ['write', 'word=9 value=0x123456789'],
    ['write', 'word=9 value=0x'],
    ['write', 'word=9 value=-1'],
    ['write', 'word=96 value=0x1'],
    ['write', 'word=09 value=0x1'],
    ['write', 'word=0x100 value=0x1'],
    ['write', 'word=1e1 value=0x1'],
    ['write', 'word= value=0x1'],
    ['write', 'word=9 value=0x1 lock'],
    ['write', 'word=9 value=0x1 value=0x2'],
    ['write', 'word=9 value=0x1 status=0xC0000000'],
    ['write', 'Word=9 value=0x1'],
    ['write', '9 0x1'],
    ['lock', 'word=9 value=0x1'],
    ['lock', 'lock word=9'],
    ['fwrite', 'word=9'],
    ['fwrite', 'key.bin'],
    ['fwrite', 'key.bin word=9 word=10'],
    ['fwrite', 'key.bin value=0x1'],
  ])('of %s takes nothing looser: %s', (verb, text) => {
    expect(() => parse(verb, text)).toThrowError(expect.objectContaining({ code: 'USAGE' }));
  });

  it.each(['program wordID=0x9 value=0x1', 'wordID=9 value=0x1'])(
    'says what the tool does with its old spelling: %s',
    (text) => {
      expect(() => parse('write', text)).toThrowError(/reports success for it and writes nothing/);
    },
  );

  it('notices the sticky locks of the page, 0xE0000000', () => {
    expect(parse('write', 'word=60 value=0x1 status=0xE0000000').sticky).toEqual([60]);
    expect(parse('write', 'word=60 value=0x1 status=0x08000000 word=61 value=0x1').sticky).toEqual([60]);
  });
});
