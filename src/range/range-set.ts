import { type AddressRange, endOf } from './address-range.js';

/** The same addresses in ascending order, with ranges that touch or overlap joined. Empty ranges vanish. */
export function joinRanges(ranges: readonly AddressRange[]): readonly AddressRange[] {
  const joined: { address: number; length: number }[] = [];
  const present = ranges.filter(({ length }) => length > 0);
  for (const { address, length } of present.toSorted((a, b) => a.address - b.address)) {
    const last = joined.at(-1);
    if (last && address <= endOf(last)) last.length = Math.max(endOf(last), address + length) - last.address;
    else joined.push({ address, length });
  }
  return joined;
}

/** The addresses of some ranges that none of others holds, ascending and joined. */
export function subtractRanges(
  from: readonly AddressRange[],
  taken: readonly AddressRange[],
): readonly AddressRange[] {
  let rest = joinRanges(from);
  for (const hole of taken) {
    if (hole.length <= 0) continue;
    rest = rest.flatMap((range) => {
      const below = Math.min(endOf(range), hole.address);
      const above = Math.max(range.address, endOf(hole));
      return [between(range.address, below), between(above, endOf(range))].filter(({ length }) => length > 0);
    });
  }
  return rest;
}

/** The addresses that both sets hold, ascending and joined. */
export function intersectRanges(
  some: readonly AddressRange[],
  others: readonly AddressRange[],
): readonly AddressRange[] {
  return joinRanges(
    some.flatMap((one) =>
      others.map((other) =>
        between(Math.max(one.address, other.address), Math.min(endOf(one), endOf(other))),
      ),
    ),
  );
}

function between(start: number, end: number): AddressRange {
  return { address: start, length: end - start };
}
