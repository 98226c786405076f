/** Addresses from `address` on, `length` bytes of them. */
export interface AddressRange {
  readonly address: number;
  readonly length: number;
}

/** The range of a region that is given by its base and its size, as reference manuals do. */
export function rangeOf({ base, size }: { readonly base: number; readonly size: number }): AddressRange {
  return { address: base, length: size };
}

/** The first address behind a range. */
export function endOf({ address, length }: AddressRange): number {
  return address + length;
}

/** Whether two ranges share an address. An empty range shares none. */
export function overlaps(a: AddressRange, b: AddressRange): boolean {
  return Math.max(a.address, b.address) < Math.min(endOf(a), endOf(b));
}

/** Whether all of `inner` is in `outer`. */
export function contains(outer: AddressRange, inner: AddressRange): boolean {
  return inner.address >= outer.address && endOf(inner) <= endOf(outer);
}

/** Whether an address is in a range. */
export function containsAddress(range: AddressRange, address: number): boolean {
  return address >= range.address && address < endOf(range);
}
