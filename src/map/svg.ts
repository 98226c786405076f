import { fieldTitle } from '../layout/field-title.js';
import { hex, hex32 } from '../text/hex.js';
import { count } from '../text/plural.js';
import type { MapCells, MapDocument } from './document.js';
import { fieldLines } from './field-lines.js';
import { type Grid, type GridRow, gridOf, skippedText } from './grid.js';
import { headLines, summaryText } from './head.js';
import { lockWord } from './lock-word.js';
import { legendOf, type Mark, markMaker, meaningOf } from './marks.js';
import { lineHeight, margin, SvgPicture, squareHeight, squareWidth, textWidth } from './svg-picture.js';

/** The grid of a map as a picture for light and dark pages: a square is a byte, and its sign is in the legend. */
export function mapSvg(document: MapDocument): string {
  const picture = new SvgPicture();
  const grid = gridOf(document);
  const head = [...headLines(document), ...mediumLines(document)];
  for (const [index, line] of head.entries()) addLine(picture, line, index === 0 ? 'head' : 'note');
  picture.down(lineHeight / 2);
  addGrid(picture, document, grid);
  picture.down(lineHeight / 2);
  addLegend(picture, document);
  picture.down(lineHeight / 2);
  addLine(picture, summaryText(document), 'head');
  return picture.svg(`${head.join('. ')}. ${summaryText(document)}`);
}

// A picture is shown without the text that was printed beside it.
function mediumLines({ medium, probe }: MapDocument): readonly string[] {
  const as = probe?.simulatedAs;
  if (medium === 'simulated')
    return [`SIMULATED: this is a model of a chip${as === undefined ? '' : `, simulated as ${as}`}`];
  return medium === 'replayed' ? ['REPLAYED: this is the record of an earlier run'] : [];
}

function addLine(picture: SvgPicture, line: string, className?: string): void {
  picture.text(margin, clipped(line, 2 * widestValue), className);
  picture.down(lineHeight);
}

function addGrid(picture: SvgPicture, document: MapDocument, grid: Grid): void {
  const { perRow, group, rows } = grid;
  const groups = Array.from({ length: perRow / group }, (_, index) => index * group);
  for (const offset of groups) picture.text(columnOf(grid, offset), `+${hex(offset).slice(2)}`, 'note');
  picture.down(lineHeight);
  const markOf = markMaker(document);
  for (const row of rows) {
    picture.text(margin, hex(row.offset), 'note');
    if (row.skipped !== undefined) {
      picture.text(columnOf(grid, 0), skippedText(row), 'note');
      picture.down(squareHeight);
      continue;
    }
    const start = document.area.base + row.offset;
    for (const cell of row.cells) {
      const mark = markOf(cell);
      const title = titleOf(cell, meaningOf(mark.kind, document));
      addCells(picture, cell, { ...mark, title }, (at) => columnOf(grid, at - start));
    }
    addLock(picture, document, row, columnOf(grid, perRow));
    picture.down(squareHeight);
  }
}

function addCells(
  picture: SvgPicture,
  cell: MapCells,
  { kind, sign, title }: Mark & { readonly title: string },
  columnAt: (address: number) => number,
): void {
  const xs = Array.from({ length: cell.length }, (_, index) => columnAt(cell.address + index));
  const isEven = kind === 'value' && /[bdfhjlnprtvxz]/.test(sign);
  picture.squares(xs, {
    className: isEven ? 'value even' : classOf(kind),
    // An empty square is a blank byte, and most of them are.
    sign: kind === 'blank' || kind === 'reserved' ? undefined : sign,
    title: kind === 'blank' ? undefined : title,
  });
}

function titleOf({ address, length, field, record, slot }: MapCells, meaning: string): string {
  const name = field === undefined ? '' : fieldTitle(field, record);
  const place = slot === undefined ? '' : ` (slot ${slot})`;
  return `${name === '' ? '' : `${name}${place}, `}${hex32(address)}, ${count(length, 'byte')}: ${meaning}`;
}

function addLock(picture: SvgPicture, document: MapDocument, { lock }: GridRow, x: number): void {
  if (!lock) return;
  const { word, kind } = lockWord(lock, document);
  picture.squares([x], { className: kind, title: `${hex32(lock.address)}: lock of block ${lock.block}` });
  picture.text(
    x + squareWidth + 4,
    `block ${lock.block} ${word}`.trimEnd(),
    kind === 'blank' ? 'note' : 'head',
  );
}

function columnOf({ group, labelLength }: Grid, offset: number): number {
  return labelWidth(labelLength) + offset * squareWidth + Math.floor(offset / group) * groupGap;
}

function addLegend(picture: SvgPicture, document: MapDocument): void {
  for (const { kind, sign, meaning } of legendOf(document)) {
    const isWide = sign.length > 1;
    picture.squares([margin], { className: classOf(kind), sign: isEmpty(kind) || isWide ? undefined : sign });
    picture.text(margin + 2 * squareWidth, isWide ? `${sign}  ${meaning}` : meaning);
    picture.down(squareHeight + 2);
  }
  const lines = fieldLines(document);
  if (lines.length > 0) picture.down(lineHeight / 2);
  const nameWidth = Math.max(0, ...lines.map(({ name }) => textWidth(name)));
  for (const { letter, name, address, length, text } of lines) {
    const columns = [letter, name, hex32(address), `${length} B`, clipped(text, widestValue)];
    const widths = [textWidth('  '), nameWidth, textWidth('0x00000000'), textWidth('1024 B')];
    let x = margin;
    for (const [index, column] of columns.entries()) {
      picture.text(x, column, index === 0 ? 'head' : undefined);
      x += (widths[index] ?? 0) + textWidth('  ');
    }
    picture.down(lineHeight);
  }
}

/** Nobody knows what either holds. */
function classOf(kind: Mark['kind']): string {
  if (kind === 'half') return 'weak';
  return kind === 'unsure' ? 'unreadable' : kind;
}

function isEmpty(kind: Mark['kind']): boolean {
  return kind === 'blank' || kind === 'reserved';
}

// The picture must not become as wide as the longest value or path.
function clipped(line: string, widest: number): string {
  return line.length <= widest ? line : `${line.slice(0, widest - 1)}…`;
}

const widestValue = 60;
const groupGap = 5;
const labelWidth = (length: number) => margin + textWidth(' '.repeat(length)) + 8;
