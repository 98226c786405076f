import type { DecodedField } from '../layout/index.js';

/** Decoded fields as they may be shown: a secret field keeps its state and loses its value. */
export function publicFields(fields: readonly DecodedField[]): readonly DecodedField[] {
  return fields.map((field) => {
    if (!field.secret) return field;
    const { value: _value, text: _text, ...rest } = field;
    return rest;
  });
}
