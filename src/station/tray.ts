import { readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { isLockHolder, takeLock } from '../files/lock.js';
import { makeFolder } from '../files/make-folder.js';
import { isErrno, readError } from '../files/read.js';
import { canonicalPath } from '../files/same-file.js';
import { writeFailed } from '../files/write-failed.js';

/**
 * A folder of simulated boards, one chip file each, as one slot sees it: it takes them in the order of their names into
 * `in/<slot>`, and puts them into `out`. Slots and stations may share a tray.
 */
export class Tray {
  readonly #folder: string;
  readonly #held: string;

  constructor(folder: string, slot: string) {
    this.#folder = folder;
    this.#held = join(folder, 'in', slot);
  }

  /**
   * The file of the board that the slot holds, as a killed station has left it, or else of the next one; undefined where the
   * tray is empty. Errors: FILE_NOT_FOUND, FILE_UNREADABLE, FILE_WRITE_FAILED.
   */
  async next(): Promise<string | undefined> {
    await this.#make(this.#held);
    const [held] = await chipsIn(this.#held);
    if (held !== undefined) return join(this.#held, held);
    for (const name of await chipsIn(this.#folder)) {
      const taken = join(this.#held, name);
      // Of several slots one alone succeeds.
      if (await this.#move(join(this.#folder, name), taken)) return taken;
    }
    return undefined;
  }

  /** Puts the board out; false, and it stays, while some session works on it. Errors: as next. */
  async putOut(name: string): Promise<boolean> {
    const file = join(this.#held, name);
    const lock = takeLock(`${await canonicalPath(file)}.lock`);
    if (isLockHolder(lock)) return false;
    try {
      await this.#make(join(this.#folder, 'out'));
      await this.#move(file, join(this.#folder, 'out', name));
      return true;
    } finally {
      lock.release();
    }
  }

  /** False where the board is not there any more. */
  async #move(from: string, to: string): Promise<boolean> {
    try {
      await rename(from, to);
      return true;
    } catch (error) {
      if (isErrno(error) && error.code === 'ENOENT') return false;
      throw writeFailed(to, error, remedy);
    }
  }

  async #make(folder: string): Promise<void> {
    // A tray that is not there is a wrong name, and not an empty one.
    await chipsIn(this.#folder);
    await makeFolder(folder).catch((error: unknown) => {
      throw writeFailed(folder, error, remedy);
    });
  }
}

const remedy = 'Check the folder of the tray: this user must be allowed to move files within it.';

async function chipsIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    throw readError(folder, error);
  });
  return names.filter((name) => name.endsWith('.chip')).toSorted();
}
