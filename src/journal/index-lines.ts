import type { ChainLine } from './chain.js';
import { interruptedAmong } from './interrupted-runs.js';
import type { JournalIndex, LinePlace as Place } from './journal-index.js';
import type { BeginLine, EndLine } from './line.js';
import { isRunLine, keys, type RunLine, valueIdsOf, worldOf } from './line-keys.js';

/** Puts lines of a journal into its index, in their order. */
export class LineIndexer {
  readonly #index: JournalIndex;
  readonly #before: (uid: string) => readonly RunLine[];
  /** Lines of each die since nothing on it was open. */
  readonly #open = new Map<string, RunLine[]>();

  /** `before` gives what the index holds already of a die, back to where nothing on it was open. */
  constructor(index: JournalIndex, before: (uid: string) => readonly RunLine[] = () => []) {
    this.#index = index;
    this.#before = before;
  }

  add({ entry, offset, length, hash }: ChainLine): void {
    if (!isRunLine(entry)) return;
    const settled = this.#settles(entry);
    const place = { offset, length, settled, hash: Buffer.from(hash, 'hex') };
    if (entry.state === 'begin') this.#addValues(entry, place);
    else if (entry.state === 'end') this.#addEnd(entry, place);
    this.#index.add(keys.die(entry.uid), place);
  }

  #addEnd(line: EndLine, place: Place): void {
    this.#index.add(keys.end(line.run), place);
    if (line.codes.includes('UNPLANNED_CHANGE')) {
      this.#index.add(keys.unplanned(worldOf(line), line.uid), place);
    }
  }

  #addValues(line: BeginLine, place: Place): void {
    for (const id of valueIdsOf(line)) {
      const ofDie = keys.valueOfDie(id, line.uid);
      if (this.#index.count(ofDie) === 0) this.#index.add(keys.value(id), place);
      this.#index.add(ofDie, place);
      if (line.movedFrom) this.#index.add(keys.moved(id), place);
    }
  }

  // What came before such a line has no say in what was interrupted on the die.
  #settles(entry: RunLine): boolean {
    const lines = this.#open.get(entry.uid) ?? [...this.#before(entry.uid)];
    lines.push(entry);
    const settled =
      entry.state !== 'begin' &&
      (lines.length < fewLines || lines.length % fewLines < 2) &&
      interruptedAmong(lines).length === 0;
    if (settled) this.#open.delete(entry.uid);
    else this.#open.set(entry.uid, lines);
    return settled;
  }
}

/** With more than these open on one die it is not asked at each line, of which a run has two. */
const fewLines = 64;
