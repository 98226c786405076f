import { toned } from '../../text/tone.js';
import { widthOf } from '../wrap.js';
import { wordLines } from './words.js';

const gap = '  ';
const narrowest = 4;

/** Rows of a table, the first of them its head, with cells broken so that no line is wider than some columns. */
export function tableLines(rows: readonly (readonly string[])[], columns: number): readonly string[] {
  const widths = fittingWidths(rows, columns);
  const [head = [], ...body] = rows;
  const isBroken = rows.some((row) => row.some((cell, index) => widthOf(cell) > (widths[index] ?? 0)));
  return [
    ...rowLines(
      head.map((cell) => toned('heading', cell)),
      widths,
    ),
    widths.map((width) => '-'.repeat(width)).join(gap),
    ...body.flatMap((row, index) => [...(isBroken && index > 0 ? [''] : []), ...rowLines(row, widths)]),
  ];
}

/** What the cells take, with the widest columns made narrower until all of them fit. */
function fittingWidths(rows: readonly (readonly string[])[], columns: number): readonly number[] {
  const count = Math.max(...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, index) =>
    Math.max(1, ...rows.map((row) => widthOf(row[index] ?? ''))),
  );
  const room = columns - gap.length * (count - 1);
  while (widths.reduce((sum, width) => sum + width, 0) > room) {
    const widest = Math.max(...widths);
    if (widest <= narrowest) break;
    widths[widths.indexOf(widest)] = widest - 1;
  }
  return widths;
}

function rowLines(row: readonly string[], widths: readonly number[]): readonly string[] {
  const cells = widths.map((width, index) => wordLines(row[index] ?? '', width));
  const height = Math.max(...cells.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) =>
    cells
      .map((lines, index) => {
        const text = lines[line] ?? '';
        return `${text}${' '.repeat(Math.max(0, (widths[index] ?? 0) - widthOf(text)))}`;
      })
      .join(gap)
      .trimEnd(),
  );
}
