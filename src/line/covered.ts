import { createHash } from 'node:crypto';
import { relative } from 'node:path';
import { readIfFile } from '../files/read.js';
import { printable } from '../text/printable.js';
import type { Line } from './line.js';
import { type Run, runsOf } from './runs.js';

/** One thing that trust in a line covers. */
export interface Covered {
  /** "values.token.hook", or the path of a file from the line's folder. */
  readonly name: string;
  readonly kind: 'entry' | 'file';
  /** Of an entry: the program and its arguments. */
  readonly words?: readonly string[];
  /** In hexadecimal. */
  readonly sha256: string;
}

/** All that a line runs, with the files of the project that take part in it. Errors: FILE_UNREADABLE. */
export async function coveredBy(line: Line): Promise<readonly Covered[]> {
  const runs = runsOf(line);
  const files = [...new Set(runs.flatMap((run) => run.files))];
  const contents = await Promise.all(files.map((file) => fileOf(file, line.folder)));
  return [...runs.map(entryOf), ...contents.flatMap((file) => file ?? [])];
}

/** SHA-256 over all of it, in hexadecimal. */
export function trustHash(covered: readonly Covered[]): string {
  return sha256(coveredRows(covered).join('\n'));
}

/** A row for each, in the form that sha256sum has. */
export function coveredRows(covered: readonly Covered[]): readonly string[] {
  return covered.map(({ sha256, name }) => `${sha256}  ${printable(name)}`);
}

function entryOf({ key, words, timeout }: Run): Covered {
  const text = JSON.stringify([key, words, timeout ?? null]);
  return { name: key, kind: 'entry', words, sha256: sha256(text) };
}

async function fileOf(path: string, folder: string): Promise<Covered | undefined> {
  const content = await readIfFile(path);
  return content && { name: relative(folder, path), kind: 'file', sha256: sha256(content) };
}

function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
