import type { FieldType } from '../schema-2.js';
import { ValueProblem } from './problem.js';

/**
 * A cell of a field as its codec reads it: with a point where a number has a decimal comma, and without the zeros that a
 * spreadsheet may show behind the comma of a whole number. Throws ValueProblem.
 */
export function cellOfNumber(type: FieldType, cell: string): string {
  if (/^f\d+$/.test(type)) return withDecimalPoint(cell);
  if (!/^[ui]\d+$/.test(type)) return cell;
  const text = withDecimalPoint(cell);
  return text === cell ? cell : text.replace(/\.0+$/, '');
}

/** One comma before three digits may separate thousands instead, and is refused. */
function withDecimalPoint(cell: string): string {
  const [, whole, fraction] = /^\s*([+-]?\d+),(\d+)\s*$/.exec(cell) ?? [];
  if (whole === undefined || fraction === undefined) return cell;
  if (fraction.length === 3) {
    throw new ValueProblem(
      `may be ${whole}.${fraction} or ${whole}${fraction}: write it with a point, or without a separator`,
    );
  }
  return `${whole}.${fraction}`;
}
