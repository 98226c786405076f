import { type CellArray, UnitState, unitSizeOf } from '../memory/die.js';
import type { Area } from './controller.js';

const ECCIE = 1 << 24;
const ECCC = 1 << 30;
const ECCD = 0x80000000;

/** What of an error's address the register shows. */
export interface EccPlaces {
  /** The bit of the system area, OTP included. */
  readonly systemBit: number;
  readonly addressOf: (offset: number) => number;
}

/** FLASH_ECCR: reading a double word with a wrong bit sets ECCC, with two ECCD and an NMI (RM0351 §3.3.2). */
export class EccMonitor {
  readonly #places: EccPlaces;
  readonly #pendNmi: () => void;
  #value = 0;
  /** The unit of the current buffer, from which a read of the same unit is served again. */
  #current: { readonly cells: CellArray; readonly unit: number; readonly state: number } | undefined;

  constructor(places: EccPlaces, pendNmi: () => void) {
    this.#places = places;
    this.#pendNmi = pendNmi;
  }

  get value(): number {
    return this.#value >>> 0;
  }

  /** ECCD asks for an NMI as long as it is set. */
  get nmiLine(): boolean {
    return (this.#value & ECCD) !== 0;
  }

  /** What a data read of the unit at `offset` does to ECCR. */
  read(area: Area, cells: CellArray, offset: number): void {
    const unit = unitAt(cells, offset);
    const state = stateOf(cells, offset);
    // A second read may be served from the current buffer, and then reports no error (RM0440 §3.3.2, the same IP).
    const { cells: held, unit: heldUnit, state: heldState } = this.#current ?? {};
    if (held === cells && heldUnit === unit && heldState === state) return;
    this.#current = { cells, unit, state };
    this.#sense(area, cells, offset);
  }

  /** Likewise for an instruction fetch from the main flash. */
  fetch(main: CellArray, offset: number): void {
    this.#sense('main', main, offset);
  }

  write(value: number): void {
    this.#value &= ~(value & (ECCC | ECCD));
    this.#value = (this.#value & ~ECCIE) | (value & ECCIE);
  }

  reset(): void {
    this.#value = 0;
    this.#current = undefined;
  }

  // ECCR is updated only while none of its flags is set (RM0351 §3.3.2); the NMI comes anyway.
  #sense(area: Area, cells: CellArray, offset: number): void {
    const state = stateOf(cells, offset);
    if (state < UnitState.Weak) return;
    if (!(this.#value & (ECCC | ECCD))) {
      const { addressOf, systemBit } = this.#places;
      const where = addressOf(offset) | (area === 'main' ? 0 : systemBit);
      this.#value = (this.#value & ECCIE) | where | (state === UnitState.Weak ? ECCC : ECCD);
    }
    if (state === UnitState.Damaged) this.#pendNmi();
  }
}

function stateOf(cells: CellArray, offset: number): number {
  return cells.units?.[unitAt(cells, offset)] ?? UnitState.Erased;
}

function unitAt(cells: CellArray, offset: number): number {
  return Math.floor(offset / unitSizeOf(cells));
}
