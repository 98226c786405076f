import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isErrno, readError } from '../files/read.js';

/** One file of a journal. */
export interface JournalDay {
  readonly file: string;
  /** 2026-11-29, in UTC; empty for the file that was the whole journal before it had one a day. */
  readonly day: string;
}

const mark = '{day}';
const dayPattern = '\\d{4}-\\d{2}-\\d{2}';

/** Whether a journal has a file a day: its name then holds `{day}`. */
export function isDaily(journal: string): boolean {
  return basename(journal).split(mark).length === 2;
}

/** The day of a time, in UTC: a line keeps the same day in whatever zone it is read. */
export function dayOf(time: string): string {
  return new Date(time).toISOString().slice(0, 10);
}

export function fileOfDay(journal: string, day: string): string {
  return join(dirname(journal), basename(journal).replace(mark, day));
}

/** The day in the name of one of a journal's files; undefined for any other file. */
export function dayIn(journal: string, file: string): string | undefined {
  const name = basename(file);
  if (name === nameBefore(journal)) return '';
  const [head = '', tail = ''] = basename(journal).split(mark);
  const day = name.slice(head.length, name.length - tail.length);
  return new RegExp(`^${dayPattern}$`).test(day) && name === `${head}${day}${tail}` ? day : undefined;
}

/** Whether a path is one of a journal's files; both as canonicalPath gives them. */
export function isFileOf(journal: string, path: string): boolean {
  if (!isDaily(journal)) return journal === path;
  return dirname(journal) === dirname(path) && dayIn(journal, path) !== undefined;
}

/** Whether a journal has a file. Errors: FILE_UNREADABLE. */
export function journalExists(journal: string): boolean {
  return isDaily(journal) ? daysOf(journal).length > 0 : existsSync(journal);
}

/** The files that a journal has, oldest first. Errors: FILE_UNREADABLE. */
export function daysOf(journal: string): readonly JournalDay[] {
  const folder = dirname(journal);
  return namesIn(folder)
    .flatMap((name) => {
      const day = dayIn(journal, name);
      return day === undefined ? [] : [{ file: join(folder, name), day }];
    })
    .sort((one, other) => (one.day < other.day ? -1 : 1));
}

/** `line1.jsonl` of `line1-{day}.jsonl`; undefined where nothing is left of the name. */
function nameBefore(journal: string): string | undefined {
  const [head = '', tail = ''] = basename(journal).split(mark);
  const stem = head.replace(/[-_.]$/, '');
  return stem === '' ? undefined : `${stem}${tail}`;
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (isErrno(error) && error.code === 'ENOENT') return [];
    throw readError(folder, error);
  }
}
