import type { DecodedField } from '../layout/index.js';
import type { Secrets } from '../secrets/index.js';

/** Decoded fields as they may be shown: a secret one keeps its state and loses its value. */
export function publicFields(
  fields: readonly DecodedField[],
  secrets: Secrets | undefined,
): readonly DecodedField[] {
  return fields.map((field) => {
    if (!secrets?.hides(field.address, field.length)) return field;
    const { value: _value, text: _text, ...rest } = field;
    const { problem, ...known } = rest;
    // A checksum over a secret is one without being marked so, and its problem shows what it should be.
    if (problem === undefined || field.secret) return { ...rest, secret: true };
    return { ...known, secret: true, problem: 'does not match the bytes it covers' };
  });
}
