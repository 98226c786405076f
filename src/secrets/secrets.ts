/** A stretch of addresses. */
export interface Span {
  readonly address: number;
  readonly length: number;
}

/** Where the bytes lie that nothing may show. */
export class Secrets {
  /** Secret fields, and checksums that run over one: they tell something about it. */
  readonly spans: readonly Span[];
  /** Where the bank begins. */
  readonly base: number;
  /** The RAM through which the bytes reach the chip's OTP. */
  readonly ram: Span;

  constructor(spans: readonly Span[], bank: { readonly base: number; readonly ram: Span }) {
    this.spans = spans;
    this.base = bank.base;
    this.ram = bank.ram;
  }

  /** Whether any of these bytes is secret. */
  hides(address: number, length = 1): boolean {
    return this.spans.some((span) => meet(span, { address, length }));
  }

  /** Whether any of these bytes may be a copy of a secret one on its way to the OTP. */
  mayHoldCopy(address: number, length = 1): boolean {
    return meet(this.ram, { address, length });
  }
}

/** Whether two stretches share an address. */
export function meet(a: Span, b: Span): boolean {
  return a.address < b.address + b.length && b.address < a.address + a.length;
}
