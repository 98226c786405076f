import { decodedText } from '../layout/decoded-text.js';
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
    decodedText(field),
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
