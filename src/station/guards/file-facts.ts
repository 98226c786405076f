import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';

/** Hashes of files, which are read again only when their size or time has changed. */
export class FileFacts {
  readonly #known = new Map<string, { readonly as: string; readonly sha256: string }>();

  /** Its SHA-256 in hexadecimal; the empty text for a file that cannot be read. */
  async hashOf(file: string): Promise<string> {
    try {
      const { size, mtimeMs, ino } = await stat(file);
      const as = `${size} ${mtimeMs} ${ino}`;
      const known = this.#known.get(file);
      if (known?.as === as) return known.sha256;
      const sha256 = await readHash(file);
      this.#known.set(file, { as, sha256 });
      return sha256;
    } catch {
      return '';
    }
  }
}

async function readHash(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const part of createReadStream(file)) hash.update(part as Buffer);
  return hash.digest('hex');
}
