import { widthOf } from './wrap.js';

export type Align = 'left' | 'right';

export interface Column {
  readonly title: string;
  readonly align?: Align;
}

/** Rows whose cells begin in the same columns. */
export function columns(rows: readonly (readonly string[])[]): readonly string[] {
  return table([], rows).split('\n').slice(1);
}

/** A plain text table: columns parted by two spaces, no trailing blanks. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const titles = columns.map(({ title }) => title);
  const widths = (rows[0] ?? titles).map((_, index) =>
    [titles, ...rows].reduce((width, row) => Math.max(width, widthOf(row[index] ?? '')), 0),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, index) => {
        const room = ' '.repeat(Math.max(0, (widths[index] ?? 0) - widthOf(cell)));
        return columns[index]?.align === 'right' ? `${room}${cell}` : `${cell}${room}`;
      })
      .join('  ')
      .trimEnd();
  return [titles, ...rows].map(line).join('\n');
}
