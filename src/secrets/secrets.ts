import { type AddressRange, overlaps } from '../range/index.js';

/** Where the bytes lie that nothing may show. */
export class Secrets {
  /** Secret fields, and checksums that run over one: they tell something about it. */
  readonly spans: readonly AddressRange[];
  /** Where the bank begins. */
  readonly base: number;
  /** The RAM through which the bytes reach the chip's OTP. */
  readonly ram: AddressRange;

  constructor(spans: readonly AddressRange[], bank: { readonly base: number; readonly ram: AddressRange }) {
    this.spans = spans;
    this.base = bank.base;
    this.ram = bank.ram;
  }

  /** Whether any of these bytes is secret. */
  hides(address: number, length = 1): boolean {
    return this.spans.some((span) => overlaps(span, { address, length }));
  }

  /** Whether any of these bytes may be a copy of a secret one on its way to the OTP. */
  mayHoldCopy(address: number, length = 1): boolean {
    return overlaps(this.ram, { address, length });
  }
}
