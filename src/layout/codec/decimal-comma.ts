import { ValueProblem } from './problem.js';

/**
 * A cell that is meant as a number, with a point where it has a decimal comma. One comma before three digits may separate
 * thousands instead, and is refused. Throws ValueProblem.
 */
export function withDecimalPoint(cell: string): string {
  const [, whole, fraction] = /^\s*([+-]?\d+),(\d+)\s*$/.exec(cell) ?? [];
  if (whole === undefined || fraction === undefined) return cell;
  if (fraction.length === 3) {
    throw new ValueProblem(
      `may be ${whole}.${fraction} or ${whole}${fraction}: write it with a point, or without a separator`,
    );
  }
  return `${whole}.${fraction}`;
}

/** The same of a whole number, which a spreadsheet may show with zeros behind a comma. Throws ValueProblem. */
export function withoutDecimals(cell: string): string {
  const text = withDecimalPoint(cell);
  return text === cell ? cell : text.replace(/\.0+$/, '');
}
