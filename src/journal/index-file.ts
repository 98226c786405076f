import { createHash, randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { z } from 'zod';
import { type JournalStamp, stampSchema } from './index-stamp.js';
import { FileStore, type MemoryStore } from './index-store.js';
import { headSize, JournalIndex } from './journal-index.js';

const format = 'otpforge.journal-index/2';

/** What of a journal an index is of: as it was when its chain had been checked and the index written. */
export interface IndexHead {
  readonly journal: JournalStamp;
  /** SHA-256 of the last whole line that was checked. */
  readonly last: string;
}

const headSchema = z.strictObject({
  format: z.literal(format),
  journal: stampSchema,
  last: z.string(),
  /** Bytes of the index. */
  size: z.number(),
  check: z.string(),
});

/** The file beside a journal that its index is in. */
export function indexFileOf(journal: string): string {
  return `${journal}.index`;
}

/** An open index file. */
export class IndexFile {
  readonly index: JournalIndex;
  readonly head: IndexHead;
  readonly #fd: number;

  private constructor(fd: number, head: IndexHead) {
    this.#fd = fd;
    this.head = head;
    this.index = new JournalIndex(new FileStore(fd));
  }

  /** Undefined where there is none, or none that is whole. */
  static open(file: string, mode: 'r' | 'r+'): IndexFile | undefined {
    let fd: number;
    try {
      if (!statSync(file).isFile()) return undefined;
      fd = openSync(file, mode);
    } catch {
      return undefined;
    }
    const head = readHead(fd);
    if (head) return new IndexFile(fd, head);
    closeSync(fd);
    return undefined;
  }

  /** Says that the index is of a journal as it is now. What was added is on the disk before it says so. */
  seal(head: IndexHead): void {
    fsyncSync(this.#fd);
    writeSync(this.#fd, headBytes(head, this.index.end), 0, headSize, 0);
  }

  close(): void {
    closeSync(this.#fd);
  }
}

/** Puts a whole index in the place of what is there. */
export function writeIndex(file: string, store: MemoryStore, head: IndexHead, mode: number): void {
  store.write(0, headBytes(head, store.size));
  const own = `${file}.${randomUUID()}.tmp`;
  try {
    const fd = openSync(own, 'wx', mode);
    try {
      for (let at = 0; at < store.size; ) at += writeSync(fd, store.bytes, at);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(own, file);
  } catch (error) {
    rmSync(own, { force: true });
    throw error;
  }
}

function headBytes({ journal, last }: IndexHead, size: number): Buffer {
  const head = { format, journal, last, size };
  const text = JSON.stringify({ ...head, check: checkOf(head) });
  return Buffer.from(`${text.padEnd(headSize - 1)}\n`);
}

function readHead(fd: number): IndexHead | undefined {
  const bytes = Buffer.alloc(headSize);
  readSync(fd, bytes, 0, headSize, 0);
  try {
    const { check, ...head } = headSchema.parse(JSON.parse(bytes.toString('utf8')));
    const isWhole = check === checkOf(head) && new FileStore(fd).size === head.size;
    return isWhole ? { journal: head.journal, last: head.last } : undefined;
  } catch {
    return undefined;
  }
}

function checkOf(head: object): string {
  return createHash('sha256').update(JSON.stringify(head)).digest('hex').slice(0, 32);
}
