import {
  cellSize,
  decodeKey,
  decodePlace,
  decodeSlot,
  encodeKey,
  encodePlace,
  encodeSlot,
  IndexDamaged,
  type KeyCell,
  type PlaceCell,
  slotSize,
} from './index-cell.js';
import type { IndexStore } from './index-store.js';

/** Where a line of a journal is. */
export type LinePlace = Omit<PlaceCell, 'older'>;

/** The bytes before the table hold what the index is of: see index-file.ts. */
export const headSize = 512;
/** With a hundred thousand units, of some eight keys each, a look-up takes some ten steps. */
const mostBuckets = 65_536;

/**
 * Finds lines of a journal by keys: a hash table, behind it cells that are only added to. What a look-up or a line costs
 * does not grow with the journal. A key is 12 bytes of a hash.
 */
export class JournalIndex {
  readonly #store: IndexStore;
  readonly #buckets: number;
  #end: number;

  constructor(store: IndexStore, buckets = mostBuckets) {
    this.#store = store;
    this.#buckets = buckets;
    this.#end = Math.max(store.size, headSize + buckets * slotSize);
  }

  /** An index without keys. */
  static create(store: IndexStore, buckets = mostBuckets): JournalIndex {
    const table = Buffer.alloc(headSize + buckets * slotSize);
    for (let at = headSize; at < table.length; at += slotSize)
      encodeSlot(0, at, table.subarray(at, at + slotSize));
    store.write(0, table);
    return new JournalIndex(store, buckets);
  }

  /** Where its cells end. */
  get end(): number {
    return this.#end;
  }

  add(key: Buffer, place: LinePlace): void {
    const found = this.#find(key);
    const at = this.#append((own) => encodePlace({ ...place, older: found?.cell.newest ?? 0 }, own));
    if (found) {
      const { cell } = found;
      this.#store.write(found.at, encodeKey({ ...cell, newest: at, count: cell.count + 1 }, found.at));
    } else {
      const slot = this.#slotOf(key);
      const next = this.#first(slot);
      const own = this.#append((place) => encodeKey({ next, newest: at, count: 1, key }, place));
      this.#store.write(slot, encodeSlot(own, slot));
    }
  }

  /** How many lines have a key. */
  count(key: Buffer): number {
    return this.#find(key)?.cell.count ?? 0;
  }

  /** The lines that have a key, newest first. */
  *places(key: Buffer): Generator<LinePlace> {
    for (let at = this.#find(key)?.cell.newest ?? 0; at !== 0; ) {
      const { older, ...place } = decodePlace(this.#cell(at), at);
      yield place;
      if (older >= at) throw new IndexDamaged(`the cell at ${at} leads in a circle`);
      at = older;
    }
  }

  #find(key: Buffer): { readonly at: number; readonly cell: KeyCell } | undefined {
    for (let at = this.#first(this.#slotOf(key)); at !== 0; ) {
      const cell = decodeKey(this.#cell(at), at);
      if (cell.key.equals(key)) return { at, cell };
      if (cell.next >= at) throw new IndexDamaged(`the cell at ${at} leads in a circle`);
      at = cell.next;
    }
    return undefined;
  }

  #first(slot: number): number {
    return decodeSlot(this.#store.read(slot, slotSize), slot);
  }

  #cell(at: number): Buffer {
    if (at + cellSize > this.#end) throw new IndexDamaged(`a cell at ${at} would lie behind the end`);
    return this.#store.read(at, cellSize);
  }

  #append(encode: (at: number) => Buffer): number {
    const at = this.#end;
    this.#store.write(at, encode(at));
    this.#end += cellSize;
    return at;
  }

  #slotOf(key: Buffer): number {
    return headSize + (key.readUInt32LE(0) % this.#buckets) * slotSize;
  }
}
