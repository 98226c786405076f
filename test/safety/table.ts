import type { Verdict } from './judge.js';

/** One line of a table: how many cases came to what. */
export class Row {
  readonly name: string;
  readonly counts = { finished: 0, reported: 0, suspect: 0, saved: 0, unproven: 0, wrong: 0 };
  /** Of the wrong ones, with what it takes to repeat them. */
  readonly wrong: string[] = [];

  constructor(name: string) {
    this.name = name;
  }

  add({ outcome, reason }: Verdict, which: string): void {
    this.counts[outcome] += 1;
    if (outcome === 'wrong') this.wrong.push(`${this.name}, ${which}: ${reason}`);
  }
}

const columns = [
  ['finished', 'finished'],
  ['reported', 'damaged and reported'],
  ['suspect', 'suspect and reported'],
  ['saved', 'saved by slot'],
  ['unproven', 'firmware reads right, unproven'],
  ['wrong', 'wrong'],
] as const;

/** The rows as text as text. */
export function renderTable(title: string, rows: readonly Row[]): string {
  const width = Math.max(title.length, ...rows.map(({ name }) => name.length));
  const head = [title.padEnd(width), ...columns.map(([, head]) => head)].join(' | ');
  const lines = rows.map(({ name, counts }) =>
    [name.padEnd(width), ...columns.map(([key, head]) => String(counts[key]).padStart(head.length))].join(
      ' | ',
    ),
  );
  return ['', head, ...lines, ''].join('\n');
}
