import { type CellArray, programmed, UnitState, unitSizeOf } from '../memory/die.js';

/**
 * Programs a blank unit as far as `progress` (0 to 1). Interrupted, cells and check bits do not agree
 * (RM0351 §3.3.5): nothing has happened yet; or it reads blank but is blank no more; or a double error; or one
 * slow bit that the ECC corrects; or all is done. A unit of which no cell works at all stays blank, check bits included.
 */
export function cutUnit(cells: CellArray, offset: number, wanted: Uint8Array, progress: number): void {
  const size = unitSizeOf(cells);
  if (progress < 0.1 || isDead(cells, offset)) return;
  if (progress >= 0.95) {
    burnUnit(cells, offset, wanted);
    return;
  }
  if (progress >= 0.2) {
    const reached = progress < 0.8 ? Math.floor(progress * size) : size;
    cells.bytes.set(wanted.subarray(0, reached), offset);
  }
  const state = progress < 0.2 ? UnitState.Programmed : progress < 0.8 ? UnitState.Damaged : UnitState.Weak;
  setState(cells, offset, state);
}

/**
 * Programs a unit a second time where nothing forbids it: bits only clear, in data and check bits alike, which then agree
 * no more ("it is likely that it will lead to permanent ECC error", FW1 in ST's SVD file). The same data changes nothing.
 */
export function overwriteUnit(cells: CellArray, offset: number, wanted: Uint8Array, progress: number): void {
  const present = cells.bytes.subarray(offset, offset + wanted.length);
  if (progress < 0.1 || wanted.every((byte, index) => byte === present[index])) return;
  const reached = Math.ceil(Math.min(progress, 1) * wanted.length);
  for (const [index, byte] of wanted.subarray(0, reached).entries()) {
    cells.bytes[offset + index] = programmed(cells, offset + index, byte);
  }
  setState(cells, offset, UnitState.Damaged);
}

/**
 * Programs a blank unit. One bit that would not clear is corrected on every read, two or more are beyond
 * the ECC (RM0351 §3.3.2).
 */
function burnUnit(cells: CellArray, offset: number, wanted: Uint8Array): void {
  const result = wanted.map((byte, index) => programmed(cells, offset + index, byte));
  const wrongBits = countBits(result.map((byte, index) => byte ^ (wanted[index] ?? 0)));
  const state = wrongBits === 0 ? UnitState.Programmed : wrongBits === 1 ? UnitState.Weak : UnitState.Damaged;
  cells.bytes.set(wrongBits === 1 ? wanted : result, offset);
  setState(cells, offset, state);
}

function isDead(cells: CellArray, offset: number): boolean {
  return Array.from({ length: unitSizeOf(cells) }).every(
    (_, index) => cells.stuck.get(offset + index) === 0xff,
  );
}

function setState(cells: CellArray, offset: number, state: UnitState): void {
  const unit = offset / unitSizeOf(cells);
  cells.units?.fill(state, unit, unit + 1);
}

function countBits(bytes: Uint8Array): number {
  let count = 0;
  for (const byte of bytes) for (let rest = byte; rest; rest &= rest - 1) count += 1;
  return count;
}
