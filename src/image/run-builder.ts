import type { Source } from './origin.js';
import type { Run } from './run.js';

/** Joins the records of a file, in file order, into as few runs as their addresses, lengths and lines allow. */
export class RunBuilder {
  readonly #source: Source;
  readonly #runs: Run[] = [];
  #address = 0;
  #length = 0;
  #line = 0;
  #stride = 0;
  #nextLine = 0;

  constructor(source: Source) {
    this.#source = source;
  }

  add(address: number, length: number, line: number): void {
    if (length === 0) return;
    // A record of another length can end a run but not stand inside it.
    if (
      line === this.#nextLine &&
      address === this.#address + this.#length &&
      length <= this.#stride &&
      this.#length % this.#stride === 0
    ) {
      this.#length += length;
      this.#nextLine = line + 1;
      return;
    }
    this.#close();
    this.#address = address;
    this.#length = length;
    this.#line = line;
    this.#stride = length;
    this.#nextLine = line + 1;
  }

  /** The runs in file order. */
  finish(): Run[] {
    this.#close();
    return this.#runs;
  }

  #close(): void {
    if (this.#length === 0) return;
    this.#runs.push({
      address: this.#address,
      length: this.#length,
      source: this.#source,
      field: undefined,
      secret: false,
      line: this.#line,
      stride: this.#stride,
      phase: 0,
    });
    this.#length = 0;
  }
}
