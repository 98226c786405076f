/** The data side of the flash accelerator: whole lines, least recently used line replaced. */
export class DataCache {
  readonly #lineSize: number;
  readonly #lineCount: number;
  readonly #lines = new Map<number, Uint8Array>();

  constructor(lineSize: number, lineCount: number) {
    this.#lineSize = lineSize;
    this.#lineCount = lineCount;
  }

  /** The cached line around an address, filled by `load(start, size)` when it is not there. */
  line(
    address: number,
    load: (start: number, size: number) => Uint8Array,
  ): { start: number; bytes: Uint8Array } {
    const start = address - (address % this.#lineSize);
    const cached = this.#lines.get(start);
    const bytes = cached ?? load(start, this.#lineSize);
    this.#lines.delete(start);
    this.#lines.set(start, bytes);
    if (this.#lines.size > this.#lineCount) {
      for (const oldest of this.#lines.keys()) {
        this.#lines.delete(oldest);
        break;
      }
    }
    return { start, bytes };
  }

  /** Changes a cached line; a line that is not cached stays out. */
  update(address: number, bytes: readonly number[]): void {
    const start = address - (address % this.#lineSize);
    const line = this.#lines.get(start);
    if (line) line.set(bytes, address - start);
  }

  flush(): void {
    this.#lines.clear();
  }
}
