import { type CellArray, programmed, UnitState } from '../memory/die.js';

/** Bytes of a double word. */
export const unitSize = 8;

/**
 * Programs a blank double word as far as `progress` (0 to 1). Interrupted, cells and check bits do not agree
 * (RM0351 §3.3.5): nothing has happened yet; or it reads blank but is blank no more; or a double error; or one
 * slow bit that the ECC corrects; or all is done. A unit of which no cell works at all stays blank, check bits included.
 */
export function cutUnit(cells: CellArray, offset: number, wanted: Uint8Array, progress: number): void {
  if (progress < 0.1 || isDead(cells, offset)) return;
  if (progress >= 0.95) {
    burnUnit(cells, offset, wanted);
    return;
  }
  if (progress >= 0.2) {
    const reached = progress < 0.8 ? Math.floor(progress * unitSize) : unitSize;
    cells.bytes.set(wanted.subarray(0, reached), offset);
  }
  const state = progress < 0.2 ? UnitState.Programmed : progress < 0.8 ? UnitState.Damaged : UnitState.Weak;
  cells.units?.fill(state, offset / unitSize, offset / unitSize + 1);
}

/**
 * Programs a blank double word. One bit that would not clear is corrected on every read, two or more are beyond
 * the ECC (RM0351 §3.3.2).
 */
function burnUnit(cells: CellArray, offset: number, wanted: Uint8Array): void {
  const result = wanted.map((byte, index) => programmed(cells, offset + index, byte));
  const wrongBits = countBits(result.map((byte, index) => byte ^ (wanted[index] ?? 0)));
  const state = wrongBits === 0 ? UnitState.Programmed : wrongBits === 1 ? UnitState.Weak : UnitState.Damaged;
  cells.bytes.set(wrongBits === 1 ? wanted : result, offset);
  cells.units?.fill(state, offset / unitSize, offset / unitSize + 1);
}

function isDead(cells: CellArray, offset: number): boolean {
  return Array.from({ length: unitSize }).every((_, index) => cells.stuck.get(offset + index) === 0xff);
}

function countBits(bytes: Uint8Array): number {
  let count = 0;
  for (const byte of bytes) for (let rest = byte; rest; rest &= rest - 1) count += 1;
  return count;
}
