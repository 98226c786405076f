import { hex } from '../text/hex.js';
import { count } from '../text/plural.js';
import type { MapCells, MapDocument, MapLock } from './document.js';

/** Where the cells of a map go: rows of groups of bytes. */
export interface Grid {
  /** Bytes of a row, and of what stands together in it. */
  readonly perRow: number;
  readonly group: number;
  /** Characters of the longest offset. */
  readonly labelLength: number;
  readonly rows: readonly GridRow[];
}

export interface GridRow {
  /** From the start of the bank. */
  readonly offset: number;
  readonly cells: readonly MapCells[];
  /** Of the block that begins here. */
  readonly lock: MapLock | undefined;
  /** This row and those behind it, so many bytes, are alike: none of them is shown. */
  readonly skipped?: number;
}

/** Lays a map out: a row is a lock block where it fits, a group is a write unit where that is more than a byte or two. */
export function gridOf({ area, blockSize, cells, locks }: MapDocument): Grid {
  const group = area.writeUnit >= leastGroup ? area.writeUnit : defaultGroup;
  const most = group < defaultGroup ? bytesPerRow / 2 : bytesPerRow;
  const isBlocks = cells.some(({ block }) => block !== undefined);
  const perRow = Math.max(group, Math.min((isBlocks ? blockSize : undefined) ?? most, most));
  const rows = new Map<number, MapCells[]>();
  for (const cell of cells) {
    const end = cell.address + cell.length;
    for (let start = cell.address; start < end; ) {
      const row = Math.floor((start - area.base) / perRow);
      const stop = Math.min(end, area.base + (row + 1) * perRow);
      rows.set(row, [...(rows.get(row) ?? []), { ...cell, address: start, length: stop - start }]);
      start = stop;
    }
  }
  const begun = new Set<number>();
  return {
    perRow,
    group,
    labelLength: Math.max(leastLabel, hex(area.size - 1).length),
    rows: withoutAlike(
      perRow,
      [...rows].map(([row, own]) => {
        const block = own[0]?.block;
        const isFirst = block !== undefined && !begun.has(block);
        if (block !== undefined) begun.add(block);
        const lock = isFirst ? locks.find((each) => each.block === block) : undefined;
        return { offset: row * perRow, cells: own, lock };
      }),
    ),
  };
}

/** A sector has thousands of rows that nobody has written: of each run of such rows one is left, which says how many. */
function withoutAlike(perRow: number, rows: readonly GridRow[]): readonly GridRow[] {
  if (rows.length <= mostRows) return rows;
  const shown: GridRow[] = [];
  for (const row of rows) {
    const last = shown.at(-1);
    const state = emptyState(row, perRow);
    if (last?.skipped !== undefined && state !== undefined && last.cells[0]?.state === state) {
      shown[shown.length - 1] = { ...last, skipped: last.skipped + perRow };
    } else shown.push(state === undefined ? row : { ...row, skipped: perRow });
  }
  return shown.map(({ skipped = 0, ...row }) => (skipped > perRow ? { ...row, skipped } : row));
}

/** The state of a row in which all bytes have it and nothing else is to be seen. */
function emptyState({ cells, lock }: GridRow, perRow: number): MapCells['state'] | undefined {
  const [cell, ...more] = cells;
  if (!cell || more.length > 0 || lock || cell.length !== perRow) return undefined;
  if (cell.field !== undefined || cell.change !== undefined || cell.secret) return undefined;
  return ['blank', 'absent', 'unreadable'].includes(cell.state) ? cell.state : undefined;
}

/** What stands for rows that are not shown. */
export function skippedText({ cells, skipped = 0 }: GridRow): string {
  return `… ${count(skipped, 'byte')} ${cells[0]?.state}`;
}

const mostRows = 64;

const leastLabel = '0x000'.length;
const leastGroup = 4;
const defaultGroup = 8;
const bytesPerRow = 64;
