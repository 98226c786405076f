/** A stretch of addresses. */
export interface Span {
  readonly address: number;
  readonly length: number;
}

/** What of some stretches lies in none of others, ascending and joined. */
export function subtractSpans(from: readonly Span[], taken: readonly Span[]): readonly Span[] {
  let rest = joinSpans(from);
  for (const { address, length } of taken) {
    rest = rest.flatMap((span) => {
      const end = span.address + span.length;
      const before = { address: span.address, length: Math.min(end, address) - span.address };
      const behind = Math.max(span.address, address + length);
      return [before, { address: behind, length: end - behind }].filter((part) => part.length > 0);
    });
  }
  return joinSpans(rest);
}

/** The same stretches, ascending, with those that touch or overlap joined. */
export function joinSpans(spans: readonly Span[]): readonly Span[] {
  const joined: { address: number; length: number }[] = [];
  for (const { address, length } of spans.toSorted((a, b) => a.address - b.address)) {
    const last = joined.at(-1);
    if (last && address <= last.address + last.length) {
      last.length = Math.max(last.length, address + length - last.address);
    } else joined.push({ address, length });
  }
  return joined;
}
