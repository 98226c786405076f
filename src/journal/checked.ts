import { rmSync, statSync } from 'node:fs';
import { brokenChain } from './broken-chain.js';
import type { ChainLine } from './chain.js';
import { checkLines } from './check.js';
import { IndexFile, indexFileOf, writeIndex } from './index-file.js';
import { LineIndexer } from './index-lines.js';
import { isSameStamp, type JournalStamp } from './index-stamp.js';
import { MemoryStore } from './index-store.js';
import { JournalIndex } from './journal-index.js';
import type { OpenJournal } from './open-journal.js';
import { JournalView } from './view.js';

/**
 * A journal whose chain holds, with its index. A journal that is as otpforge left it is not read again; any other is read
 * and checked from its first line, and its index made again.
 */
export class CheckedJournal {
  readonly view: JournalView;
  /** Lines that were there when the index was made are not there any more. */
  readonly linesLost: boolean;
  readonly #journal: OpenJournal;
  readonly #index: JournalIndex;
  /** Undefined where the index could not be written. */
  readonly #indexFile: IndexFile | undefined;

  private constructor(journal: OpenJournal, found: Indexed) {
    this.#journal = journal;
    this.#index = found.index;
    this.#indexFile = found.file;
    this.linesLost = found.linesLost;
    this.view = new JournalView(journal, found.index);
  }

  /** Nobody else may write to the journal meanwhile. Errors: JOURNAL_INVALID, FORMAT_TOO_NEW. */
  static open(journal: OpenJournal, options: { readonly again?: boolean } = {}): CheckedJournal {
    if (journal.newest) journal.checkBeginning(journal.newest);
    const known = IndexFile.open(indexFileOf(journal.path), 'r+');
    if (known && !options.again && isSameStamp(known.head.journal, journal.stamp())) {
      return new CheckedJournal(journal, { index: known.index, file: known, linesLost: false });
    }
    known?.close();
    return new CheckedJournal(journal, makeIndex(journal, known));
  }

  /** Takes lines that were appended into the index. An index that cannot be kept is only slower: it is made again. */
  added(lines: readonly ChainLine[], last: string): void {
    if (!this.#indexFile) return;
    try {
      const indexer = new LineIndexer(this.#index, (uid) => this.view.openLinesOf(uid));
      for (const line of lines) indexer.add(line);
      this.#indexFile.seal({ journal: this.#journal.stamp(), last });
    } catch {
      dropIndex(this.#journal.path);
    }
  }

  close(): void {
    this.#indexFile?.close();
  }
}

interface Indexed {
  readonly index: JournalIndex;
  readonly file: IndexFile | undefined;
  readonly linesLost: boolean;
}

/** Some ten lines: a smaller journal is read faster than an index is kept. */
const indexedSize = 8 * 1024;
const fewBuckets = 64;

function makeIndex(journal: OpenJournal, known: IndexFile | undefined): Indexed {
  const isSmall = known === undefined && journal.size < indexedSize;
  const store = new MemoryStore();
  const index = JournalIndex.create(store, ...(isSmall ? [fewBuckets] : []));
  const indexer = new LineIndexer(index);
  let seen = false;
  const check = checkLines(journal, (line) => {
    indexer.add(line);
    seen ||= line.hash === known?.head.last;
  });
  if (check.firstBad) throw brokenChain(check);
  if (isSmall) return { index, file: undefined, linesLost: false };
  const stamp = journal.stamp();
  const linesLost = known !== undefined && isSameFile(known.head.journal, stamp) && !seen;
  const file = keepIndex(journal, store, { journal: stamp, last: check.last });
  return { index: file?.index ?? index, file, linesLost };
}

function isSameFile(one: JournalStamp, other: JournalStamp): boolean {
  return one.inode === other.inode && one.size !== '0';
}

// A folder that may not be written to, or a full disk: then the next run reads the journal again.
function keepIndex(
  { path, newest }: OpenJournal,
  store: MemoryStore,
  head: Parameters<typeof writeIndex>[2],
): IndexFile | undefined {
  try {
    writeIndex(indexFileOf(path), store, head, statSync(newest?.file ?? path).mode & 0o666);
    return IndexFile.open(indexFileOf(path), 'r+');
  } catch {
    return undefined;
  }
}

// What is left of it is of another state of the journal, and shows it.
function dropIndex(path: string): void {
  try {
    rmSync(indexFileOf(path), { force: true });
  } catch {
    // It may be another user's.
  }
}
