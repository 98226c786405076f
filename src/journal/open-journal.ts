import { type BigIntStats, closeSync, statSync } from 'node:fs';
import { readError } from '../files/read.js';
import { beginningLength, checkBeginning, checkPlainFile } from './beginning.js';
import { dayOf, daysOf, fileOfDay, isDaily, type JournalDay } from './days.js';
import { type JournalStamp, stampOf, stampOfDays, stampOfStats } from './index-stamp.js';
import { type OpenFile, openJournal, openToAppend } from './open-file.js';
import { readAt } from './tail.js';

/** A journal as errors name it, and as it is found through all links. */
export interface JournalNames {
  readonly file: string;
  readonly path: string;
}

/** One file of an open journal. */
export interface JournalPart extends JournalDay {
  /** Bytes of the files before it: places in a journal are counted through all of them. */
  readonly base: number;
  readonly size: number;
}

/**
 * An open journal: one file, or one a day that are read as if they were one. Files are opened as they are needed. Nobody
 * else may write to it meanwhile.
 */
export class OpenJournal {
  readonly file: string;
  readonly path: string;
  readonly #isDaily: boolean;
  readonly #parts: Part[];

  private constructor({ file, path }: JournalNames, daily: boolean, parts: Part[]) {
    this.file = file;
    this.path = path;
    this.#isDaily = daily;
    this.#parts = parts;
  }

  /** Errors: FILE_NOT_FOUND (of a single file), FILE_UNREADABLE, JOURNAL_INVALID for what is not a regular file. */
  static toRead(names: JournalNames): OpenJournal {
    if (isDaily(names.file)) return new OpenJournal(names, true, partsOf(names.file));
    return new OpenJournal(names, false, [single(names.file, openJournal(names.file))]);
  }

  /** One file of a journal with a file a day, without a look at the others. */
  static ofDay(
    names: JournalNames,
    day: string,
    place: { readonly base: number; readonly size: number },
  ): OpenJournal {
    const part = { file: fileOfDay(names.file, day), day, ...place, stamp: undefined, fd: undefined };
    return new OpenJournal(names, true, [{ ...part, isWritable: false }]);
  }

  /** Makes a single file where there is none. Errors: JOURNAL_INVALID, and those of the system. */
  static toAppend(names: JournalNames): OpenJournal {
    if (isDaily(names.file)) return new OpenJournal(names, true, partsOf(names.file));
    const open = openToAppend(names.file);
    return new OpenJournal(names, false, [{ ...single(names.file, open), isWritable: true }]);
  }

  /** Oldest first; none of a journal that has no file yet. */
  get parts(): readonly JournalPart[] {
    return this.#parts;
  }

  get isDaily(): boolean {
    return this.#isDaily;
  }

  get size(): number {
    const newest = this.#parts.at(-1);
    return newest ? newest.base + newest.size : 0;
  }

  /** Its newest file, by which the mode of an index goes. */
  get newest(): JournalPart | undefined {
    return this.#parts.at(-1);
  }

  /** The file that a place is in. */
  partAt(offset: number): JournalPart | undefined {
    return this.#parts.findLast(({ base }) => base <= offset);
  }

  /** Up to `length` bytes at a place, all of them in one file. */
  read(offset: number, length: number): Buffer {
    const part = this.partAt(offset);
    return part ? readAt(this.openPart(part), offset - part.base, length) : Buffer.alloc(0);
  }

  /** The descriptor of one of its files. Errors: FILE_*. */
  openPart({ file }: JournalPart): number {
    const part = this.#find(file);
    part.fd ??= openJournal(file).fd;
    return part.fd;
  }

  /** Errors: JOURNAL_INVALID for a file of something else. */
  checkBeginning(part: JournalPart): void {
    checkBeginning(readAt(this.openPart(part), 0, Math.min(part.size, beginningLength)), part.file);
  }

  stamp(): JournalStamp {
    return this.#isDaily ? stampOfDays(this.#parts) : stampOf(this.path);
  }

  /**
   * The file that a line of some time goes to: that of its day, but never one behind which there is a newer one, so that a
   * clock that goes back changes nothing that is closed. It is made when it is first written to.
   */
  partFor(time: string, notBefore = ''): JournalPart {
    const newest = this.#parts.at(-1);
    if (!this.#isDaily && newest) return newest;
    const day = [dayOf(time), notBefore, newest?.day ?? ''].sort().at(-1) ?? '';
    if (newest?.day === day) return newest;
    const file = fileOfDay(this.file, day);
    const made = { file, day, base: this.size, size: 0, stamp: undefined, fd: undefined, isWritable: false };
    this.#parts.push(made);
    return made;
  }

  /** The descriptor by which a file is added to, and how to say that it has grown. */
  openToAppend({ file }: JournalPart): { readonly fd: number; readonly grew: (bytes: number) => void } {
    const part = this.#find(file);
    if (!part.isWritable) {
      const { fd } = openToAppend(file);
      if (part.fd !== undefined) closeSync(part.fd);
      part.fd = fd;
      part.isWritable = true;
    }
    const grew = (bytes: number) => {
      part.size += bytes;
      for (const later of this.#parts.slice(this.#parts.indexOf(part) + 1)) later.base += bytes;
    };
    return { fd: this.openPart(part), grew };
  }

  close(): void {
    for (const part of this.#parts) {
      if (part.fd !== undefined) closeSync(part.fd);
      part.fd = undefined;
    }
  }

  #find(file: string): Part {
    const part = this.#parts.find((each) => each.file === file);
    if (part) return part;
    throw new Error(`${file} is not a file of this journal`);
  }
}

interface Part {
  readonly file: string;
  readonly day: string;
  base: number;
  size: number;
  readonly stamp: JournalStamp | undefined;
  fd: number | undefined;
  isWritable: boolean;
}

function single(file: string, { fd, size }: OpenFile): Part {
  return { file, day: '', base: 0, size, stamp: undefined, fd, isWritable: false };
}

function partsOf(journal: string): Part[] {
  let base = 0;
  return daysOf(journal).map(({ file, day }) => {
    const { size, stamp } = look(file);
    const part = { file, day, base, size, stamp, fd: undefined, isWritable: false };
    base += size;
    return part;
  });
}

function look(file: string): { readonly size: number; readonly stamp: JournalStamp } {
  let found: BigIntStats;
  try {
    found = statSync(file, { bigint: true });
  } catch (error) {
    throw readError(file, error);
  }
  checkPlainFile(found, file);
  return { size: Number(found.size), stamp: stampOfStats(found) };
}
