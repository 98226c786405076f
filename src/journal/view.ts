import { IndexDamaged, keySize } from './index-cell.js';
import type { JournalIndex, LinePlace } from './journal-index.js';
import { type BeginLine, type EndLine, lineHash } from './line.js';
import { isRunLine, keys, type RunLine, type ValueId, type World } from './line-keys.js';
import type { JournalPart, OpenJournal } from './open-journal.js';
import { parseLine } from './parse-line.js';

/**
 * A journal whose chain holds, by its index. The index only finds lines: each is read from the journal and must be the one
 * whose hash is known.
 */
export class JournalView {
  readonly #journal: OpenJournal | undefined;
  readonly #index: JournalIndex | undefined;
  readonly #from: number;

  /** Without a journal there is nothing in it. */
  constructor(journal?: OpenJournal, index?: JournalIndex, from = 0) {
    this.#journal = journal;
    this.#index = index;
    this.#from = from;
  }

  /** What it holds from one of its files on; nothing where that is gone. */
  since(part: JournalPart | undefined): JournalView {
    return part ? new JournalView(this.#journal, this.#index, part.base) : new JournalView();
  }

  /** One of its files, by the day in its name. */
  partOf(day: string): JournalPart | undefined {
    return this.#journal?.parts.find((part) => part.day === day);
  }

  /** The lines of a die in their order, back to where nothing on it was open. */
  openLinesOf(uid: string): readonly RunLine[] {
    const lines: RunLine[] = [];
    for (const place of this.#places(keys.die(uid))) {
      if (place.settled) break;
      lines.push(this.#read(place));
    }
    return lines.toReversed();
  }

  /** The lines of a die, newest first. */
  *linesOf(uid: string): Generator<RunLine> {
    yield* this.#lines(keys.die(uid));
  }

  /** The last line of a run. */
  endOf(run: string): EndLine | undefined {
    for (const line of this.#lines(keys.end(run))) if (line.state === 'end') return line;
    return undefined;
  }

  /** The last run that found a change on a die that no plan had. */
  unplannedChangeOn(uid: string, world: World): EndLine | undefined {
    for (const line of this.#lines(keys.unplanned(world, uid))) if (line.state === 'end') return line;
    return undefined;
  }

  /** Of each die that a value was for the first line that says so; the newest die first. */
  *diesWith(id: ValueId): Generator<BeginLine> {
    yield* this.#begins(keys.value(id));
  }

  /** How many dies a value was for. */
  dieCount(id: ValueId): number {
    return this.#index?.count(keys.value(id)) ?? 0;
  }

  /** The runs by which a value was for a die, newest first. */
  *runsWith(id: ValueId, uid: string): Generator<BeginLine> {
    yield* this.#begins(keys.valueOfDie(id, uid));
  }

  /** The runs that moved a value from a scrapped die, newest first. */
  *movesOf(id: ValueId): Generator<BeginLine> {
    yield* this.#begins(keys.moved(id));
  }

  *#begins(key: Buffer): Generator<BeginLine> {
    for (const line of this.#lines(key)) if (line.state === 'begin') yield line;
  }

  *#lines(key: Buffer): Generator<RunLine> {
    for (const place of this.#places(key)) yield this.#read(place);
  }

  *#places(key: Buffer): Generator<LinePlace> {
    for (const place of this.#index?.places(key) ?? []) {
      if (place.offset < this.#from) return;
      yield place;
    }
  }

  #read({ offset, length, hash }: LinePlace): RunLine {
    const text = this.#journal?.read(offset, length) ?? Buffer.alloc(0);
    const isKnown = Buffer.from(lineHash(text), 'hex').subarray(0, keySize).equals(hash);
    const line = isKnown ? parseLine(text, this.#journal?.partAt(offset)?.file ?? '', 0) : undefined;
    if (line && isRunLine(line)) return line;
    throw new IndexDamaged(`the line at ${offset} is not the one that the index was made of`);
  }
}
