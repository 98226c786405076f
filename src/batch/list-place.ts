import { type Bank, otpRange } from '../bank/index.js';
import { type AddressRange, contains, endOf } from '../range/index.js';
import type { UnitFile } from './unit-files.js';

/**
 * Where J-Flash puts the bytes of a line of its list: one place for all units. It fills a short line with zeros and cuts a long
 * one in silence, so that a list is made only where all units have the same whole write units.
 */
export class ListPlace {
  #place: AddressRange | null | undefined;
  readonly #bank: Bank;

  constructor(bank: Bank) {
    this.#bank = bank;
  }

  add({ piece }: UnitFile): void {
    const place = piece && { address: piece.address, length: piece.bytes.length };
    const isSame =
      this.#place === undefined ||
      (this.#place?.address === place?.address && this.#place?.length === place?.length);
    this.#place = place && isSame && isWhole(this.#bank, place) ? place : null;
  }

  /** Null where the units do not fit. */
  get place(): AddressRange | null {
    return this.#place ?? null;
  }
}

function isWhole(bank: Bank, range: AddressRange): boolean {
  const { base, writeUnit } = bank.otp;
  const ends = [range.address, endOf(range)];
  return contains(otpRange(bank), range) && ends.every((at) => (at - base) % writeUnit === 0);
}
