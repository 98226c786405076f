import { describe, expect, it } from 'vitest';
import { emptyPartition, type PartitionWord, unaskedChanges } from '../../src/mp1/index.js';

const [write, both] = [0x80000000, 0xc0000000];
const change = (file: Words, before: Words, after: Words) =>
  unaskedChanges(partition(file), partition(before), partition(after)).map(({ word }) => word);

type Words = Readonly<Record<number, readonly [value: number, status: number]>>;

describe('a change that no file asked for', () => {
  it('is a value or a lock of a word that was not named', () => {
    expect(change({ 60: [1, write] }, {}, { 60: [1, 0], 61: [2, 0], 62: [0, 0x40000000] })).toEqual([61, 62]);
  });

  it('is the lock of a word that was to have a value, and a value beside a lock', () => {
    expect(change({ 60: [1, write] }, {}, { 60: [1, 0x40000000] })).toEqual([60]);
    expect(change({ 60: [0, both] }, { 60: [1, 0] }, { 60: [3, 0x40000000] })).toEqual([60]);
  });

  it('is not what was asked for, whatever became of it', () => {
    expect(change({ 60: [1, both] }, {}, { 60: [3, 0x40000000] })).toEqual([]);
  });

  it('is not a sticky lock, nor a word that is hidden now', () => {
    const after = { 60: [0, 0x20000000], 61: [5, 0x18000000] } as const;
    expect(change({}, { 60: [7, 0], 61: [5, 0] }, after)).toEqual([]);
  });
});

function partition(words: Words) {
  const all: PartitionWord[] = [...emptyPartition().words];
  for (const [word, [value, status]] of Object.entries(words)) all[Number(word)] = { value, status };
  return { state: 0, words: all };
}
