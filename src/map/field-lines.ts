import type { PlanValue } from '../burn/index.js';
import { decodedText } from '../layout/decoded-text.js';
import { fieldTitle } from '../layout/field-title.js';
import type { DecodedField } from '../layout/index.js';
import type { MapDocument } from './document.js';
import { fieldLetters } from './letters.js';

/** One field of a layout: its letter in the grid, where it is, and what it holds. */
export interface FieldLine {
  readonly letter: string;
  readonly name: string;
  readonly address: number;
  readonly length: number;
  readonly text: string;
}

/** The fields of a map; a secret one shows its state and never its value. */
export function fieldLines(document: MapDocument): readonly FieldLine[] {
  const letterOf = fieldLetters(document);
  return document.fields.map((field) => {
    const { name, record, slot, address, length } = field;
    const wanted = document.values.find((value) => value.field === name && value.record === record);
    const place = slot === undefined ? '' : ` (slot ${slot})`;
    return {
      letter: letterOf({ field: name, ...(record !== undefined && { record }) }) ?? '#',
      name: fieldTitle(name, record),
      address,
      length,
      text: `${decodedText(field)}${place}${wanted ? wantedText(field, wanted) : ''}`,
    };
  });
}

/** Of a secret field nobody sees whether the image wants another value: only the cells show what would be burnt. */
function wantedText({ text, slot }: DecodedField, wanted: PlanValue): string {
  if (wanted.secret || (wanted.text === text && wanted.slot === slot)) return '';
  const value = wanted.text ?? `(${wanted.problem ?? 'no value'})`;
  return `, wanted: ${value}${wanted.slot === undefined ? '' : ` (slot ${wanted.slot})`}`;
}
