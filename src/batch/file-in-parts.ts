import { createHash } from 'node:crypto';
import { chmodSync, closeSync, fsyncSync, lstatSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { about, differs, newFile, unfinished, writeAll } from './write-files.js';

/** A text file that takes its place at its end only, however long it is. One that is there already must have the same text. */
export class FileInParts {
  readonly #path: string;
  readonly #mode: number;
  readonly #fd: number;
  readonly #hash = createHash('sha256');

  /** Errors: FILE_WRITE_FAILED. */
  constructor(path: string, mode: number) {
    this.#path = path;
    this.#mode = mode;
    this.#fd = about(path, () => newFile(path, mode));
  }

  /** Errors: FILE_WRITE_FAILED. */
  append(text: string): void {
    const bytes = Buffer.from(text);
    this.#hash.update(bytes);
    about(this.#path, () => writeAll(this.#fd, [bytes]));
  }

  /** Returns its SHA-256. Errors: BATCH_FILE_DIFFERS, FILE_WRITE_FAILED. */
  finish(): string {
    const hash = this.#hash.digest('hex');
    about(this.#path, () => {
      fsyncSync(this.#fd);
      const found = lstatSync(this.#path, { throwIfNoEntry: false });
      if (!found) renameSync(this.#path + unfinished, this.#path);
      else if (!found.isFile() || sha256(readFileSync(this.#path)) !== hash) throw differs(this.#path);
      else if ((found.mode & 0o777 & ~this.#mode) !== 0) chmodSync(this.#path, this.#mode);
    });
    return hash;
  }

  /** Leaves nothing but a finished file. */
  close(): void {
    closeSync(this.#fd);
    rmSync(this.#path + unfinished, { force: true });
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
