import type { DecodedField } from '../layout/index.js';
import { hex32 } from '../text/hex.js';
import { table } from './table.js';

/** Decoded fields as text; a secret one shows that it is there, never what it holds. */
export function fieldsTable(fields: readonly DecodedField[]): string {
  const rows = fields.map((field) => [
    field.name,
    field.type,
    hex32(field.address),
    String(field.length),
    stateText(field),
  ]);
  return table(
    [
      { title: 'field' },
      { title: 'type' },
      { title: 'address' },
      { title: 'bytes', align: 'right' },
      { title: 'value' },
    ],
    rows,
  );
}

function stateText(field: DecodedField): string {
  if (field.secret) return field.state === 'value' ? '(secret)' : `(${field.state})`;
  const value = field.text ?? (field.value === undefined ? '' : String(field.value));
  if (field.crcOk !== undefined) return `${value} ${field.crcOk ? 'correct' : 'WRONG'}`.trim();
  // A constant of all ones has a text though its field is blank.
  if (field.state === 'value' || (field.state === 'blank' && value !== '')) return value;
  return field.problem === undefined ? `(${field.state})` : `(${field.state}: ${field.problem})`;
}
