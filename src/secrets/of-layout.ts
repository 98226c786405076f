import type { Layout, LayoutField } from '../layout/index.js';
import { meet, Secrets, type Span } from './secrets.js';

/** What a layout wants kept; undefined when none of its fields is secret. */
export function secretsOf({ fields, bank }: Layout): Secrets | undefined {
  const spans: Span[] = fields.filter(({ secret }) => secret).map(spanOf);
  if (spans.length === 0) return undefined;
  // A checksum over four bytes gives them away, and so does a checksum over that one.
  for (let found = -1; found !== spans.length; ) {
    found = spans.length;
    spans.push(...fields.filter((field) => coversSecret(field, spans)).map(spanOf));
  }
  const { base: address, size: length } = bank.loader.ram;
  return new Secrets(spans, { base: bank.otp.base, ram: { address, length } });
}

function coversSecret(field: LayoutField, spans: readonly Span[]): boolean {
  if (field.kind !== 'crc' || spans.some(({ address }) => address === field.address)) return false;
  return field.covers.some((covered) => spans.some((span) => meet(span, covered)));
}

function spanOf({ address, length }: LayoutField): Span {
  return { address, length };
}
