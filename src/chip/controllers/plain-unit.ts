import { type CellArray, programmed, UnitState, unitSizeOf } from '../memory/die.js';

/**
 * Programs a blank unit without check bits as far as `progress` (0 to 1): its bytes one after the other. A unit can be
 * programmed only once, also where it still reads blank.
 */
export function cutPlainUnit(cells: CellArray, offset: number, wanted: Uint8Array, progress: number): void {
  if (progress < 0.1) return;
  const reached = progress < 0.95 ? Math.floor(progress * wanted.length) : wanted.length;
  for (const [index, byte] of wanted.subarray(0, reached).entries()) {
    cells.bytes[offset + index] = programmed(cells, offset + index, byte);
  }
  const unit = offset / unitSizeOf(cells);
  cells.units?.fill(UnitState.Programmed, unit, unit + 1);
}
