/** Bytes of a flash word: 256 bits. */
export const wordSize = 32;

/** The write buffer of a flash bank: bytes on their way to one flash word. */
export class WordBuffer {
  #word: number | undefined;
  #bytes = new Uint8Array(wordSize);
  #written = 0;

  /** WBNE. */
  get isWaiting(): boolean {
    return this.#word !== undefined;
  }

  /** Whether a write goes to another word than the one that is begun (INCERR), or to a byte for a second time (STRBERR). */
  refuses(offset: number, width: number): 'INCERR' | 'STRBERR' | undefined {
    if (this.#word === undefined) return undefined;
    if (wordOf(offset) !== this.#word) return 'INCERR';
    return this.#written & lanesOf(offset, width) ? 'STRBERR' : undefined;
  }

  /** Takes bytes of a word. Returns the word once it is whole. */
  put(offset: number, width: number, value: number): FlashWord | undefined {
    this.#word = wordOf(offset);
    this.#written |= lanesOf(offset, width);
    for (let index = 0; index < width; index += 1) {
      this.#bytes[(offset % wordSize) + index] = value >>> (8 * index);
    }
    return this.#written === -1 ? this.take() : undefined;
  }

  /** What is there, with ones for what is missing; undefined when nothing is. */
  take(): FlashWord | undefined {
    const word = this.#word;
    if (word === undefined) return undefined;
    const bytes = this.#bytes.map((byte, index) => (this.#written & (1 << index) ? byte : 0xff));
    this.clear();
    return { offset: word, bytes };
  }

  clear(): void {
    this.#word = undefined;
    this.#written = 0;
  }
}

/** A whole word, by the offset of its first byte. */
export interface FlashWord {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

function wordOf(offset: number): number {
  return offset - (offset % wordSize);
}

function lanesOf(offset: number, width: number): number {
  return ((1 << width) - 1) << (offset % wordSize);
}
