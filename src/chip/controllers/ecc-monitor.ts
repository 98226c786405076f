import { type CellArray, UnitState } from '../memory/die.js';
import type { Area } from './controller.js';

const ECCIE = 1 << 24;
const ECCC = 1 << 30;
const ECCD = 0x80000000;
const ADDR_MASK = 0x7ffff;

/** FLASH_ECCR: reading a double word with a wrong bit sets ECCC, with two ECCD and an NMI (RM0351 §3.3.2). */
export class EccMonitor {
  readonly #sysfEcc: number;
  readonly #pendNmi: () => void;
  #value = 0;

  constructor(sysfEcc: number, pendNmi: () => void) {
    this.#sysfEcc = sysfEcc;
    this.#pendNmi = pendNmi;
  }

  get value(): number {
    return this.#value >>> 0;
  }

  /** What a read of the double word at `offset` does to ECCR. */
  check(area: Area, cells: CellArray, offset: number): void {
    const state = cells.units?.[offset >>> 3] ?? UnitState.Erased;
    if (state < UnitState.Weak) return;
    // The address of the first failure stays until its flag is cleared.
    if (!(this.#value & (ECCC | ECCD))) {
      const where = (offset & ~7 & ADDR_MASK) | (area === 'main' ? 0 : this.#sysfEcc);
      this.#value = (this.#value & ECCIE) | where;
    }
    this.#value |= state === UnitState.Weak ? ECCC : ECCD;
    if (state === UnitState.Damaged) this.#pendNmi();
  }

  write(value: number): void {
    this.#value &= ~(value & (ECCC | ECCD));
    this.#value = (this.#value & ~ECCIE) | (value & ECCIE);
  }

  reset(): void {
    this.#value = 0;
  }
}
