import { describe, expect, it } from 'vitest';
import { fuseWord, rangeOf, statusNames, wordName } from '../../src/mp1/index.js';

describe('a word of fuses', () => {
  it('has the name of ST’s documents', () =>
    expect([0, 12, 13, 15, 16, 23, 24, 31, 32, 57, 95].map(wordName)).toEqual(
      'CFG0 CFG12 ID0 ID2 HW0 HW7 PKH0 PKH7 XK0 XK25 XK63'.split(' '),
    ));

  it('is written bit by bit below 32, and once from there', () =>
    expect([0, 31, 32, 95].map(rangeOf)).toEqual(['lower', 'lower', 'upper', 'upper']));
});

describe('the status of a word', () => {
  it('has the names that STM32CubeProgrammer prints', () => {
    expect(statusNames(0x78000000)).toEqual([
      '[27] Sticky programming lock',
      '[28] Shadow write sticky lock',
      '[29] Shadow read sticky lock',
      '[30] Permanent write lock',
    ]);
    expect(statusNames(0x84000001)).toEqual(['[0] Read error', '[26] Lock error', '[31] Update request']);
    expect(statusNames(0x0000c000)).toEqual(['[14] unknown', '[15] unknown']);
    expect(statusNames(0)).toEqual([]);
  });
});

describe('what a partition says of a word', () => {
  it.each([
    ['a value', 0x17, 0x30000000, 'known'],
    ['a blank word', 0, 0, 'known'],
    ['a blank word that is locked', 0, 0x40000000, 'known'],
    ['zero under a read lock', 0, 0x20000000, 'unreadable'],
    ['zero with a lock error', 0, 0x04000000, 'unreadable'],
    ['a value with a lock error', 1, 0x04000000, 'known'],
    ['zero with a read error', 0, 1, 'unreadable'],
    ['a value with a read error', 5, 1, 'unreadable'],
  ] as const)('%s', (_, value, status, knowledge) =>
    expect(fuseWord({ value, status })).toEqual({ knowledge, value, status }),
  );
});
