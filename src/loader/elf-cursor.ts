import { OtpforgeError } from '../errors/index.js';
import { hex } from '../text/hex.js';

/** A file's bytes; every access is checked, and a miss is an ELF_INVALID that names the field. */
export class ElfCursor {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  readonly #file: string;
  #tabulated = 0;

  constructor(bytes: Uint8Array, file: string) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#file = file;
  }

  byte(offset: number, field: string): number {
    this.check(offset, 1, field);
    return this.#view.getUint8(offset);
  }

  half(offset: number, field: string): number {
    this.check(offset, 2, field);
    return this.#view.getUint16(offset, true);
  }

  word(offset: number, field: string): number {
    this.check(offset, 4, field);
    return this.#view.getUint32(offset, true);
  }

  slice(offset: number, size: number, field: string): Uint8Array {
    this.check(offset, size, field);
    return this.bytes.subarray(offset, offset + size);
  }

  check(offset: number, size: number, field: string): void {
    if (offset >= 0 && size >= 0 && offset + size <= this.bytes.length) return;
    throw this.invalid(
      field,
      `lies at offset ${hex(offset)}, ${size} bytes, but the file has ${this.bytes.length}`,
    );
  }

  /** Counts the bytes of a table: tables do not overlap, so that all of them fit into the file. */
  countTable(size: number, field: string): void {
    this.#tabulated += size;
    if (this.#tabulated > this.bytes.length) throw this.invalid(field, 'overlaps another table');
  }

  invalid(field: string, problem: string): OtpforgeError {
    return new OtpforgeError('ELF_INVALID', {
      message: `${this.#file}: ${field} ${problem}`,
      remedy: 'The file is damaged, cut short, or no 32-bit little-endian ELF: build or copy it again.',
      details: { file: this.#file, field },
    });
  }
}

/** Far more than a name of C or C++ takes; a table without NULs would otherwise be copied for every name in it. */
const longestName = 4096;

/** A NUL-terminated string inside a table of a file; undefined when it is none, or longer than any name. */
export function stringAt(table: Uint8Array, offset: number): string | undefined {
  if (offset >= table.length) return undefined;
  const rest = table.subarray(offset, offset + longestName);
  const end = rest.indexOf(0);
  return end < 0 ? undefined : Buffer.from(rest.subarray(0, end)).toString('latin1');
}
