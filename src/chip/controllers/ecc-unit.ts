import { type CellArray, programmed, UnitState } from '../memory/die.js';

/** Bytes of a double word. */
export const unitSize = 8;

/**
 * Programs a blank double word. One bit that would not clear is corrected on every read, two or more are beyond
 * the ECC (RM0351 §3.3.2). A unit of which no cell works at all stays blank, check bits included.
 */
export function burnUnit(cells: CellArray, offset: number, wanted: Uint8Array): void {
  const result = wanted.map((byte, index) => programmed(cells, offset + index, byte));
  const wrongBits = countBits(result.map((byte, index) => byte ^ (wanted[index] ?? 0)));
  const isDead = result.every((_, index) => cells.stuck.get(offset + index) === 0xff);
  const state = wrongBits === 0 ? UnitState.Programmed : wrongBits === 1 ? UnitState.Weak : UnitState.Damaged;
  cells.bytes.set(wrongBits === 1 && !isDead ? wanted : result, offset);
  if (!isDead) cells.units?.fill(state, offset / unitSize, offset / unitSize + 1);
}

function countBits(bytes: Uint8Array): number {
  let count = 0;
  for (const byte of bytes) for (let rest = byte; rest; rest &= rest - 1) count += 1;
  return count;
}
