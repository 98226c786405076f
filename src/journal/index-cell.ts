/** A key, by which lines of a journal are found, in the chain of its bucket. */
export interface KeyCell {
  /** The next key of the bucket; 0 for none. */
  readonly next: number;
  /** The newest place of the key. */
  readonly newest: number;
  /** How many places it has. */
  readonly count: number;
  readonly key: Buffer;
}

/** Where a line is that has a key. */
export interface PlaceCell {
  /** The place before it; 0 for none. */
  readonly older: number;
  readonly offset: number;
  readonly length: number;
  /** Nothing before this line is open on its die. */
  readonly settled: boolean;
  /** The first bytes of the line's SHA-256. */
  readonly hash: Buffer;
}

export const cellSize = 36;
export const keySize = 12;
export const slotSize = 8;

/** An index that does not hold together: it is made again from the journal. */
export class IndexDamaged extends Error {}

export function encodeKey({ next, newest, count, key }: KeyCell, at: number): Buffer {
  const cell = Buffer.alloc(cellSize);
  cell[0] = kinds.key;
  cell.writeUIntLE(next, 1, 6);
  cell.writeUIntLE(newest, 7, 6);
  cell.writeUInt32LE(count, 13);
  cell.set(key, 17);
  return sealed(cell, at);
}

export function decodeKey(cell: Buffer, at: number): KeyCell {
  checkCell(cell, at, kinds.key);
  return {
    next: cell.readUIntLE(1, 6),
    newest: cell.readUIntLE(7, 6),
    count: cell.readUInt32LE(13),
    key: cell.subarray(17, 17 + keySize),
  };
}

export function encodePlace({ older, offset, length, settled, hash }: PlaceCell, at: number): Buffer {
  const cell = Buffer.alloc(cellSize);
  cell[0] = settled ? kinds.settledPlace : kinds.place;
  cell.writeUIntLE(older, 1, 6);
  cell.writeUIntLE(offset, 7, 6);
  cell.writeUInt32LE(length, 13);
  cell.set(hash.subarray(0, keySize), 17);
  return sealed(cell, at);
}

export function decodePlace(cell: Buffer, at: number): PlaceCell {
  const settled = cell[0] === kinds.settledPlace;
  checkCell(cell, at, settled ? kinds.settledPlace : kinds.place);
  return {
    older: cell.readUIntLE(1, 6),
    offset: cell.readUIntLE(7, 6),
    length: cell.readUInt32LE(13),
    settled,
    hash: cell.subarray(17, 17 + keySize),
  };
}

/** The entry of a bucket: its first key; 0 for none. */
export function encodeSlot(first: number, at: number, slot = Buffer.alloc(slotSize)): Buffer {
  slot.writeUIntLE(first, 0, 6);
  slot.writeUInt16LE(checksum(slot, 6, at) & 0xffff, 6);
  return slot;
}

export function decodeSlot(slot: Buffer, at: number): number {
  if (slot.length === slotSize && slot.readUInt16LE(6) === (checksum(slot, 6, at) & 0xffff))
    return slot.readUIntLE(0, 6);
  throw new IndexDamaged(`the slot at ${at} is damaged`);
}

const kinds = { key: 1, place: 2, settledPlace: 3 } as const;

function sealed(cell: Buffer, at: number): Buffer {
  cell.writeUInt32LE(checksum(cell, cellSize - 4, at), cellSize - 4);
  return cell;
}

function checkCell(cell: Buffer, at: number, kind: number): void {
  const whole = cell.length === cellSize && cell[0] === kind;
  if (whole && cell.readUInt32LE(cellSize - 4) === checksum(cell, cellSize - 4, at)) return;
  throw new IndexDamaged(`the cell at ${at} is damaged`);
}

// FNV-1a; the place is part of it, so that a cell is right only where it belongs. It finds accidents, no forger.
function checksum(bytes: Uint8Array, length: number, at: number): number {
  let hash = 0x811c9dc5 ^ at;
  for (let index = 0; index < length; index += 1) hash = Math.imul(hash ^ (bytes[index] ?? 0), 0x01000193);
  return hash >>> 0;
}
