import { describe, expect, it } from 'vitest';
import { asksForWrites, emptyPartition, outcomeOf, type PartitionWord } from '../../src/mp1/index.js';

const [write, both, lock] = [0x80000000, 0xc0000000, 0xc0000000];

describe('what became of a file', () => {
  it('is done only with every value and every lock', () => {
    const file = partition({ 9: [1, both], 60: [2, write], 70: [0, lock] });
    const there = partition({ 9: [1, 0x40000000], 60: [2, 0], 70: [5, 0x50000000] });
    expect(outcomeOf(file, there)).toEqual({
      words: [
        { word: 9, value: 'there', lock: 'locked' },
        { word: 60, value: 'there', lock: 'none' },
        { word: 70, value: 'none', lock: 'locked' },
      ],
      result: 'done',
    });
  });

  it('is pending with a lock that is not shown', () => {
    const outcome = outcomeOf(partition({ 9: [1, both] }), partition({ 9: [1, 0x10000000] }));
    expect(outcome).toMatchObject({ words: [{ lock: 'pending' }], result: 'pending' });
  });

  it.each([
    ['missing', [0, 0]],
    ['differs', [3, 0]],
    ['differs', [0x40000001, 0x40000000]],
    // What cannot be read is not blank, and not there either.
    ['unknown', [0, 0x20000000]],
    ['unknown', [1, 1]],
    ['unknown', [0, 0x04000000]],
  ] as const)('is %s with %j', (result, [value, status]) => {
    const outcome = outcomeOf(
      partition({ 60: [1, write], 61: [1, both] }),
      partition({ 60: [value, status], 61: [1, 0] }),
    );
    expect(outcome).toMatchObject({ words: [{ value: result }, { value: 'there' }], result });
  });

  it('is of the words that a file asks for', () => {
    expect(asksForWrites(emptyPartition())).toBe(false);
    expect(asksForWrites(partition({ 95: [0, lock] }))).toBe(true);
    // A dump shows bit 30 of what is locked, and asks for nothing.
    expect(asksForWrites(partition({ 95: [7, 0x40000000] }))).toBe(false);
  });
});

function partition(words: Readonly<Record<number, readonly [value: number, status: number]>>) {
  const all: PartitionWord[] = [...emptyPartition().words];
  for (const [word, [value, status]] of Object.entries(words)) all[Number(word)] = { value, status };
  return { state: 0, words: all };
}
