import type { MapCells, MapDocument, MapLock } from './document.js';

/** Where the cells of a map go: rows of groups of bytes. */
export interface Grid {
  /** Bytes of a row, and of what stands together in it. */
  readonly perRow: number;
  readonly group: number;
  readonly rows: readonly GridRow[];
}

export interface GridRow {
  /** From the start of the bank. */
  readonly offset: number;
  readonly cells: readonly MapCells[];
  /** Of the block that begins here. */
  readonly lock: MapLock | undefined;
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
    rows: [...rows].map(([row, own]) => {
      const block = own[0]?.block;
      const isFirst = block !== undefined && !begun.has(block);
      if (block !== undefined) begun.add(block);
      const lock = isFirst ? locks.find((each) => each.block === block) : undefined;
      return { offset: row * perRow, cells: own, lock };
    }),
  };
}

const leastGroup = 4;
const defaultGroup = 8;
const bytesPerRow = 64;
