import { halfWritten } from '../bank/index.js';
import type { MapCells, MapDocument } from '../map/document.js';
import { fieldLines } from '../map/field-lines.js';
import { type Grid, type GridRow, gridOf, skippedText } from '../map/grid.js';
import { headLines, summaryText } from '../map/head.js';
import { lockWord } from '../map/lock-word.js';
import { legendOf, type Mark, type MarkKind, markMaker } from '../map/marks.js';
import { hex, hex32 } from '../text/hex.js';
import { type Tone, toned } from '../text/tone.js';
import { refusalLines, warningLines } from './plan-text.js';
import { slotsTable } from './slots-text.js';
import { columns } from './table.js';

/** A map as text: the grid, its legend, fields, what needs a look, and a count. At most 80 columns, values apart. */
export function mapText(document: MapDocument): string {
  const { slots, refusals, warnings } = document;
  return [
    ...headLines(document),
    '',
    ...gridLines(document),
    '',
    ...columns(legendOf(document).map(({ kind, sign, meaning }) => [inTone(kind, sign), meaning])),
    ...fieldsText(document),
    ...(slots.length > 0 ? ['', slotsTable(slots)] : []),
    ...concernLines(document),
    '',
    ...warningLines(warnings),
    ...historyLines(document),
    ...refusalLines(refusals),
    refusals.length > 0 ? toned('fail', summaryText(document)) : summaryText(document),
  ].join('\n');
}

function gridLines(document: MapDocument): readonly string[] {
  const grid = gridOf(document);
  const width = Math.max(...grid.rows.map(({ offset }) => hex(offset).length));
  const markOf = markMaker(document);
  const groups = Array.from({ length: grid.perRow / grid.group }, (_, index) =>
    `+${hex(index * grid.group).slice(2)}`.padEnd(grid.group),
  );
  return [
    `${' '.repeat(width + 2)}${groups.join(' ')}`.trimEnd(),
    ...grid.rows.map((row) => {
      const label = hex(row.offset).padEnd(width);
      if (row.skipped !== undefined) return `${label}  ${skippedText(row)}`;
      return `${label}  ${rowText(document, grid, row, markOf)}${lockText(document, row)}`;
    }),
  ];
}

function rowText(
  { area: { base } }: MapDocument,
  { group }: Grid,
  { offset, cells }: GridRow,
  markOf: (cell: MapCells) => Mark,
): string {
  let at = 0;
  let text = '';
  for (const cell of cells) {
    const { kind, sign } = markOf(cell);
    for (let left = cell.length; left > 0; ) {
      at = cell.address + cell.length - left - base - offset;
      const inGroup = Math.min(left, group - (at % group));
      const gap = at > 0 && at % group === 0 ? ' ' : '';
      text += `${gap}${inTone(kind, sign.repeat(inGroup))}`;
      left -= inGroup;
    }
  }
  return text;
}

function lockText(document: MapDocument, { lock }: GridRow): string {
  if (!lock) return '';
  const { word, kind } = lockWord(lock, document);
  return word === '' ? '' : `  block ${String(lock.block).padEnd(2)}  ${inTone(kind, word)}`;
}

function fieldsText(document: MapDocument): readonly string[] {
  const lines = fieldLines(document);
  if (lines.length === 0) return [];
  const rows = lines.map(({ letter, name, address, length, text }) => [
    letter,
    name,
    hex32(address),
    `${length} B`,
    text,
  ]);
  return ['', ...columns(rows)];
}

/** Units that somebody must know of, by their addresses. */
function concernLines({ cells, locks }: MapDocument): readonly string[] {
  const found = cells.filter(({ state }) => concerns.has(state));
  const lines = [
    ...joined(found).map(
      ({ address, length, state }) =>
        `${hex32(address)}  ${length} B  ${state === 'half' ? halfWritten : state}`,
    ),
    ...locks
      .filter(({ state }) => state === 'damaged')
      .map(
        ({ block, address }) =>
          `${hex32(address)}  1 B  the lock byte of block ${block} is neither 00 nor FF: it counts as locked`,
      ),
  ];
  if (lines.length === 0) return [];
  const shown = lines.slice(0, mostLines);
  const left = lines.length - shown.length;
  return ['', ...shown, ...(left > 0 ? [`… and ${left} more (--json lists all)`] : [])];
}

// Fields divide what is one thing here.
function joined(cells: readonly MapCells[]): readonly MapCells[] {
  const runs: MapCells[] = [];
  for (const cell of cells) {
    const last = runs.at(-1);
    if (last && last.state === cell.state && last.address + last.length === cell.address) {
      runs[runs.length - 1] = { ...last, length: last.length + cell.length };
    } else runs.push(cell);
  }
  return runs;
}

const mostLines = 20;

const concerns: ReadonlySet<MapCells['state']> = new Set(['damaged', 'weak', 'suspect', 'half']);

function historyLines({ area, source, journal }: MapDocument): readonly string[] {
  // A dump of fuses shows all that there is.
  if (source === 'image' || journal || area.bits === 'set') return [];
  return ['no journal was read: what an interrupted run left half-programmed does not show'];
}

function inTone(kind: MarkKind, text: string): string {
  const tone = tones[kind];
  return tone === undefined ? text : toned(tone, text);
}

const tones: Partial<Readonly<Record<MarkKind, Tone>>> = {
  value: 'value',
  burn: 'write',
  conflict: 'fail',
  damaged: 'fail',
  half: 'warning',
  suspect: 'warning',
  weak: 'warning',
  partial: 'warning',
  blank: 'quiet',
  reserved: 'quiet',
  absent: 'quiet',
  unreadable: 'quiet',
  unsure: 'quiet',
};
