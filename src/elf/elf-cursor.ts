import { OtpforgeError } from '../errors/index.js';
import { hex } from '../text/hex.js';
import { count } from '../text/plural.js';

/** A file's bytes; every access is checked, and a miss is an ELF_INVALID that names the field. */
export class ElfCursor {
  readonly bytes: Uint8Array;
  readonly file: string;
  readonly #view: DataView;
  #tabulated = 0;

  constructor(bytes: Uint8Array, file: string) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.file = file;
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
      `is at offset ${hex(offset)}, ${count(size, 'byte')}, but the file has ${this.bytes.length}`,
    );
  }

  /**
   * Offsets of the entries of a table of the ELF header, all of which lie inside the file. `at` is where the header
   * holds the table's offset, the size of an entry and their number; `least` is what an entry holds at least.
   */
  table(what: string, at: readonly [number, number, number], least: number): number[] {
    const [offset, entrySize, count] = [
      this.word(at[0], `${what}off`),
      this.half(at[1], `${what}entsize`),
      this.half(at[2], `${what}num`),
    ];
    if (count > 0 && entrySize < least) {
      throw this.invalid(`${what}entsize`, `is ${entrySize}, less than ${least}`);
    }
    if (count > 0) this.check(offset, count * entrySize, `${what}off`);
    return Array.from({ length: count }, (_, index) => offset + index * entrySize);
  }

  /** Counts the bytes of a table: tables do not overlap, so that all of them fit into the file. */
  countTable(size: number, field: string): void {
    this.#tabulated += size;
    if (this.#tabulated > this.bytes.length) throw this.invalid(field, 'overlaps another table');
  }

  invalid(field: string, problem: string): OtpforgeError {
    return new OtpforgeError('ELF_INVALID', {
      message: `${this.file}: ${field} ${problem}`,
      remedy: 'The file is damaged, truncated or not an ELF: build or copy it again.',
      details: { file: this.file, field },
    });
  }

  /** The file may be sound, but not for any STM32. */
  unsupported(problem: string): OtpforgeError {
    return new OtpforgeError('ELF_UNSUPPORTED', {
      message: `${this.file}: ${problem}`,
      remedy: 'Build it for an Arm Cortex-M.',
      details: { file: this.file },
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
