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
    [titles, ...rows].reduce((width, row) => Math.max(width, (row[index] ?? '').length), 0),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, index) =>
        columns[index]?.align === 'right'
          ? cell.padStart(widths[index] ?? 0)
          : cell.padEnd(widths[index] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return [titles, ...rows].map(line).join('\n');
}
