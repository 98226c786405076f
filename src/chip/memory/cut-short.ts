import { type CellArray, eraseCells, programByte, setShort, UnitState, unitSizeOf } from './die.js';

/** From here on a program or erase operation has done all of its work. */
const completeFrom = 0.95;

/**
 * A byte whose programming ended early. Cells differ in speed: at `progress` (0 to 1) some bits have not begun, some
 * read as either value, some read as 0 without the charge to stay so, and near the end all are programmed.
 */
export function cutByte(array: CellArray, offset: number, wanted: number, progress: number): void {
  if (progress >= completeFrom) {
    programByte(array, offset, wanted);
    return;
  }
  const old = array.bytes[offset] ?? 0xff;
  const before = array.short.get(offset) ?? { unstable: 0, weak: 0 };
  const clearing = bitsOf(old & ~wanted & ~(array.stuck.get(offset) ?? 0));
  let { unstable, weak } = before;
  clearing.forEach((bit, index) => {
    const threshold = 0.2 + (0.6 * (index + 0.5)) / clearing.length;
    if (progress > threshold + 0.05) {
      weak |= bit;
      unstable &= ~bit;
    } else if (progress > threshold - 0.15) {
      unstable |= bit;
    }
  });
  array.bytes[offset] = old & ~weak;
  setShort(array, offset, { unstable, weak });
}

/** An erase that ended early: without ECC the first part is erased, with it every unit has a double error. */
export function cutErase(array: CellArray, offset: number, size: number, progress: number): void {
  if (progress >= completeFrom) eraseCells(array, offset, size);
  else if (!array.units) eraseCells(array, offset, Math.floor((size * progress) / 16) * 16);
  else if (progress > 1 - completeFrom) {
    const unit = unitSizeOf(array);
    array.units.fill(UnitState.Damaged, offset / unit, (offset + size) / unit);
  }
}

function bitsOf(byte: number): readonly number[] {
  return [1, 2, 4, 8, 16, 32, 64, 128].filter((bit) => byte & bit);
}
