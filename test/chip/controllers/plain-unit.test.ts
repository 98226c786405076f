import { describe, expect, it } from 'vitest';
import { cutPlainUnit } from '../../../src/chip/controllers/plain-unit.js';
import { blankArray, UnitState } from '../../../src/chip/memory/die.js';

const wanted = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
const cut = (progress: number) => {
  const cells = blankArray(16, 8);
  cutPlainUnit(cells, 8, wanted, progress);
  return cells;
};

describe('a double word without check bits', () => {
  it.each([
    [0.05, 0, UnitState.Erased],
    [0.1, 0, UnitState.Programmed],
    [0.5, 4, UnitState.Programmed],
    [0.94, 7, UnitState.Programmed],
    [1, 8, UnitState.Programmed],
  ])('cut at %f holds its first %i bytes', (progress, bytes, state) => {
    const { bytes: held, units } = cut(progress);
    expect([...held.subarray(8)]).toEqual([...wanted.subarray(0, bytes), ...new Array(8 - bytes).fill(0xff)]);
    expect([...held.subarray(0, 8)]).toEqual(new Array(8).fill(0xff));
    expect([...(units ?? [])]).toEqual([UnitState.Erased, state]);
  });

  it('keeps what a stuck cell holds, and corrects nothing', () => {
    const cells = blankArray(8, 8);
    cells.stuck.set(3, 0x80);
    cutPlainUnit(cells, 0, wanted, 1);
    expect(cells.bytes[3]).toBe(0x84);
  });
});
