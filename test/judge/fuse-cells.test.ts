import { describe, expect, it } from 'vitest';
import {
  type FuseCellName,
  fuseCells,
  impossibleFuses,
  type KnownWord,
  wordCell,
  wordLockCell,
} from '../../src/judge/index.js';

const open: KnownWord = { word: 60, value: 0, locked: false, stopped: false, locksKnown: true };
const lower = { ...open, word: 31 };

/** Each cell with a word and a wish that lead to it, and what must become of it by the rules of BSEC. */
const valueCases: readonly [FuseCellName, KnownWord, number, string][] = [
  ['lower: blank, equal', lower, 0, 'skip'],
  ['lower: blank, set', lower, 5, 'burn'],
  ['lower: used, equal', { ...lower, value: 5 }, 5, 'skip'],
  ['lower: used, set', { ...lower, value: 5 }, 7, 'burn'],
  ['lower: used, clear', { ...lower, value: 5 }, 0x80000004, 'conflict'],
  ['upper: blank, equal', open, 0, 'skip'],
  ['upper: blank, set', open, 0xffffffff, 'burn'],
  ['upper: used, equal', { ...open, value: 5 }, 5, 'skip'],
  ['upper: used, set', { ...open, value: 5 }, 7, 'conflict'],
  ['upper: used, clear', { ...open, value: 5 }, 4, 'conflict'],
  ['locked: blank, equal', { ...open, locked: true }, 0, 'skip'],
  ['locked: blank, set', { ...lower, locked: true }, 1, 'locked'],
  ['locked: used, equal', { ...open, locked: true, value: 5 }, 5, 'skip'],
  ['locked: used, set', { ...lower, locked: true, value: 5 }, 7, 'locked'],
  ['locked: used, clear', { ...lower, locked: true, value: 5 }, 4, 'locked'],
  ['stopped: blank, equal', { ...open, stopped: true }, 0, 'skip'],
  ['stopped: blank, set', { ...open, stopped: true }, 1, 'locked'],
  ['stopped: used, equal', { ...lower, stopped: true, value: 5 }, 5, 'skip'],
  ['stopped: used, set', { ...lower, stopped: true, value: 5 }, 7, 'locked'],
  ['stopped: used, clear', { ...lower, stopped: true, value: 5 }, 4, 'locked'],
  ['unknown: any, value', { ...open, value: undefined }, 5, 'unreadable'],
];

const lockCases: readonly [FuseCellName, KnownWord, number, boolean, string][] = [
  ['word lock: open, lock', { ...open, value: 5 }, 5, false, 'burn'],
  ['word lock: open, lock', open, 0, true, 'burn'],
  ['word lock: open, lock-empty', open, 0, false, 'conflict'],
  ['word lock: locked, lock', { ...open, locked: true, value: 5 }, 5, false, 'skip'],
  ['word lock: locked, lock', { ...open, locked: true, value: undefined }, 5, false, 'skip'],
  ['word lock: locked, lock-empty', { ...open, locked: true }, 0, false, 'skip'],
  ['word lock: stopped, lock', { ...open, stopped: true, value: 5 }, 5, false, 'locked'],
  ['word lock: stopped, lock-empty', { ...open, stopped: true }, 0, false, 'conflict'],
  ['word lock: unknown, lock', { ...open, value: undefined }, 5, false, 'unreadable'],
  ['word lock: unknown, lock', { ...open, value: 5, locksKnown: false }, 5, false, 'unreadable'],
  ['word lock: unknown, lock-empty', { ...open, value: undefined }, 0, false, 'unreadable'],
];

describe('the table of fuses', () => {
  it.each(valueCases)('%s', (cell, word, wanted, state) => {
    expect(wordCell(word, wanted)).toBe(cell);
    expect(fuseCells[cell][0]).toBe(state);
  });

  it.each(lockCases)('%s (%#)', (cell, word, after, isMeant, state) => {
    expect(wordLockCell(word, after, isMeant)).toBe(cell);
    expect(fuseCells[cell][0]).toBe(state);
  });

  it('has no cell that nothing leads to', () => {
    const reached = [...valueCases, ...lockCases].map(([cell]) => cell);
    expect([...new Set(reached)].toSorted()).toEqual(Object.keys(fuseCells).toSorted());
  });

  it('names the fuses that stand against a value', () => {
    expect(impossibleFuses({ ...lower, value: 0x80000005 }, 4)).toBe(0x80000001);
    expect(impossibleFuses({ ...open, value: 5 }, 0x80000004)).toBe(0x80000001);
  });
});
