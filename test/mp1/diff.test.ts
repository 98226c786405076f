import { describe, expect, it } from 'vitest';
import {
  diffDocument,
  encodePartition,
  type NamedFuses,
  readFuses,
  writtenDocument,
} from '../../src/mp1/index.js';
import { ascii, forms, pageText } from './data.js';

type Words = Readonly<Record<number, readonly [value: number, status: number]>>;

const uid: Words = { 13: [0x00410032, 0], 14: [0x33385116, 0], 15: [0x34383330, 0] };

function chip(words: Words, state = 0, file = 'otp.bin'): NamedFuses {
  const all = Array.from({ length: 96 }, (_, word) => {
    const [value, status] = { ...uid, ...words }[word] ?? [0, 0];
    return { value, status };
  });
  return { file, ...readFuses(encodePartition({ state, words: all })) };
}

function changes(old: NamedFuses, later: NamedFuses) {
  const { result, words } = diffDocument(old, later);
  return { result, words: words.map(({ word, change, set, cleared }) => ({ word, change, set, cleared })) };
}

describe('the difference of two dumps', () => {
  it('is what was programmed and locked', () => {
    const old = chip({ 12: [1, 0] });
    expect(changes(old, chip({ 12: [3, 0], 57: [5, 0x40000000], 60: [0, 0x40000000] }))).toEqual({
      result: 'changed',
      words: [
        { word: 12, change: 'bits', set: [], cleared: [] },
        { word: 57, change: 'bits', set: ['[30] Permanent write lock'], cleared: [] },
        { word: 60, change: 'status', set: ['[30] Permanent write lock'], cleared: [] },
      ],
    });
  });

  it('is nothing for one chip read twice, in whatever form', () => {
    const read = (text: string): NamedFuses => ({ file: 'x', ...readFuses(ascii(text)) });
    const page = read(pageText('wiki-partition.txt'));
    expect(changes(page, read(pageText('wiki-displ.txt')))).toEqual({ result: 'same', words: [] });
    expect(changes(read(forms.xxd!.nvmem), page)).toEqual({ result: 'same', words: [] });
  });

  it('is impossible where a fuse or a lock goes back, or an ECC word gets a second value', () => {
    const result = (old: Words, later: Words) => {
      const found = changes(chip(old), chip(later));
      return [found.result, found.words[0]?.change];
    };
    expect(result({ 12: [3, 0] }, { 12: [1, 0] })).toEqual(['impossible', 'cleared']);
    expect(result({ 12: [3, 0x40000000] }, { 12: [3, 0] })).toEqual(['impossible', 'cleared']);
    expect(result({ 60: [1, 0] }, { 60: [3, 0] })).toEqual(['impossible', 'spent']);
    expect(result({ 31: [1, 0] }, { 31: [3, 0] })).toEqual(['changed', 'bits']);
    expect(result({ 60: [0x80000000, 0] }, { 60: [0, 0] })).toEqual(['impossible', 'cleared']);
  });

  it('does not take a sticky lock that is gone for one that went back', () =>
    expect(changes(chip({ 8: [0, 0x58000000] }), chip({ 8: [0, 0x40000000] }))).toEqual({
      result: 'changed',
      words: [
        {
          word: 8,
          change: 'status',
          set: [],
          cleared: ['[27] Sticky programming lock', '[28] Shadow write sticky lock'],
        },
      ],
    }));

  it('does not guess at what a dump does not show', () => {
    expect(changes(chip({ 60: [7, 0] }), chip({ 60: [0, 0x20000000] }))).toEqual({
      result: 'changed',
      words: [{ word: 60, change: 'unknown', set: ['[29] Shadow read sticky lock'], cleared: [] }],
    });
  });

  it('shows that the chip was closed in between', () => {
    const { result, old, new: later } = diffDocument(chip({}), chip({}, 1));
    expect([result, old.state, later.state]).toEqual(['changed', 'open', 'closed']);
  });

  it('refuses dumps of two chips', () =>
    expect(() => diffDocument(chip({}, 0, 'a.bin'), chip({ 15: [1, 0] }, 0, 'b.bin'))).toThrow(
      expect.objectContaining({
        code: 'MP1_OTHER_CHIP',
        message: 'a.bin is of the chip 004100323338511634383330, and b.bin of 004100323338511600000001',
      }),
    ));

  it('has no chip where one of them does not show its unique ID', () => {
    const hidden = chip({ 15: [0, 0x20000000] });
    expect(diffDocument(hidden, chip({})).uid).toBeNull();
    expect(diffDocument(chip({}), chip({})).uid).toBe('004100323338511634383330');
  });
});

describe('a file for a write, and a dump made after it', () => {
  const file = chip({ 60: [7, 0xc0000000], 61: [0, 0xc0000000], 13: [0, 0], 14: [0, 0], 15: [0, 0] });

  it.each([
    ['done', { 60: [7, 0x40000000], 61: [0, 0x40000000] }],
    ['pending', { 60: [7, 0], 61: [0, 0x40000000] }],
    ['missing', {}],
    ['differs', { 60: [6, 0x40000000], 61: [0, 0x40000000] }],
    ['unknown', { 60: [0, 0x20000000] }],
  ] as const)('is %s', (result, words) => {
    const found = writtenDocument(file, chip(words));
    expect(found).toMatchObject({ result, uid: '004100323338511634383330', words: [] });
    expect(found.asked.map(({ word }) => word)).toEqual([60, 61]);
  });

  it('needs the files themselves: nvmem and texts show no lock, or are no file', () => {
    const text: NamedFuses = { file: 'otp.txt', ...readFuses(ascii(pageText('wiki-partition.txt'))) };
    expect(() => writtenDocument(file, text)).toThrow(/^otp.txt is not a partition file/);
    expect(() => writtenDocument(text, file)).toThrow(expect.objectContaining({ code: 'MP1_TEXT' }));
  });
});
