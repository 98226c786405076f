import { FileInParts } from './file-in-parts.js';
import type { UnitFile } from './unit-files.js';

/** J-Flash's list of serial numbers: a line for each unit, its bytes in the order of their addresses. */
export class ListFile {
  readonly #file: FileInParts;

  constructor(path: string, mode: number) {
    this.#file = new FileInParts(path, mode);
  }

  add(files: readonly UnitFile[]): void {
    const lines = files.map(({ name, piece }) => {
      if (!piece) throw new Error(`${name} does not fit the list that its batch has`);
      return `${Buffer.from(piece.bytes).toString('hex').toUpperCase()}\n`;
    });
    this.#file.append(lines.join(''));
  }

  /** Returns its SHA-256. */
  finish(): string {
    return this.#file.finish();
  }

  close(): void {
    this.#file.close();
  }
}
