import type { DecodedField } from './decode-field.js';

/** What a field holds, as people read it; a secret one shows that it is there, never what it holds. */
export function decodedText(field: DecodedField): string {
  if (field.secret)
    return field.state === 'value' || field.state === 'unchecked' ? '(secret)' : `(${field.state})`;
  const value = field.text ?? (field.value === undefined ? '' : String(field.value));
  if (field.crcOk !== undefined) return `${value} ${field.crcOk ? 'correct' : 'WRONG'}`.trim();
  if (field.state === 'unchecked') return `${value} (unchecked)`;
  // A constant of all ones has a text though its field is blank.
  if (field.state === 'value' || (field.state === 'blank' && value !== '')) return value;
  return field.problem === undefined ? `(${field.state})` : `(${field.state}: ${field.problem})`;
}
