import { fstatSync, readSync, writeSync } from 'node:fs';

/** Bytes that an index is in: a file, or memory while it is built. */
export interface IndexStore {
  readonly size: number;
  /** Fewer bytes than asked for behind the end. They are read, never written to. */
  read(at: number, length: number): Buffer;
  write(at: number, bytes: Uint8Array): void;
}

export class FileStore implements IndexStore {
  readonly #fd: number;

  constructor(fd: number) {
    this.#fd = fd;
  }

  get size(): number {
    return fstatSync(this.#fd).size;
  }

  read(at: number, length: number): Buffer {
    const bytes = Buffer.alloc(length);
    return bytes.subarray(0, readSync(this.#fd, bytes, 0, length, at));
  }

  write(at: number, bytes: Uint8Array): void {
    writeSync(this.#fd, bytes, 0, bytes.length, at);
  }
}

export class MemoryStore implements IndexStore {
  #bytes = Buffer.alloc(1024 * 1024);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** All of it. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#size);
  }

  read(at: number, length: number): Buffer {
    return this.#bytes.subarray(at, Math.min(at + length, this.#size));
  }

  write(at: number, bytes: Uint8Array): void {
    const end = at + bytes.length;
    if (end > this.#bytes.length) {
      const larger = Buffer.alloc(Math.max(end, 2 * this.#bytes.length));
      larger.set(this.#bytes.subarray(0, this.#size));
      this.#bytes = larger;
    }
    this.#bytes.set(bytes, at);
    this.#size = Math.max(this.#size, end);
  }
}
