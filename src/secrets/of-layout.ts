import type { Layout, LayoutField } from '../layout/index.js';
import { type AddressRange, overlaps } from '../range/index.js';
import { Secrets } from './secrets.js';

/** What a layout wants kept; undefined when none of its fields is secret. */
export function secretsOf({ fields, bank }: Layout): Secrets | undefined {
  const spans: AddressRange[] = fields.filter(({ secret }) => secret).map(rangeOfField);
  if (spans.length === 0) return undefined;
  // A checksum over four bytes gives them away, and so does a checksum over that one.
  for (let found = -1; found !== spans.length; ) {
    found = spans.length;
    spans.push(...fields.filter((field) => coversSecret(field, spans)).map(rangeOfField));
  }
  const { base: address, size: length } = bank.loader?.ram ?? noRam;
  return new Secrets(spans, { base: bank.otp.base, ram: { address, length } });
}

// What no loader burns does not pass the chip's RAM by our hand.
const noRam = { base: 0, size: 0 };

function coversSecret(field: LayoutField, spans: readonly AddressRange[]): boolean {
  if (field.kind !== 'check' || spans.some(({ address }) => address === field.address)) return false;
  return field.covers.some((covered) => covered !== '@uid' && spans.some((span) => overlaps(span, covered)));
}

function rangeOfField({ address, length }: LayoutField): AddressRange {
  return { address, length };
}
