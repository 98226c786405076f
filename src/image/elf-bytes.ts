import { OtpforgeError } from '../errors/index.js';
import { hex } from '../text/hex.js';

const MAGIC = [0x7f, 0x45, 0x4c, 0x46];
const HEADER_SIZE = 52;
const ELFCLASS32 = 1;
const ELFDATA2LSB = 1;
const EM_ARM = 40;

/** Whether bytes begin as an ELF file does. */
export function isElf(bytes: Uint8Array): boolean {
  return MAGIC.every((byte, index) => bytes[index] === byte);
}

/** Opens a 32-bit little-endian Arm ELF. Errors: ELF_MALFORMED, ELF_UNSUPPORTED. */
export function openElf(bytes: Uint8Array, file: string): ElfBytes {
  const elf = new ElfBytes(bytes, file);
  if (!isElf(bytes)) throw elf.malformed('it does not begin as an ELF file does');
  elf.checkInside('the ELF header', 0, HEADER_SIZE);
  if (bytes[4] !== ELFCLASS32) throw unsupported(file, 'it is not a 32-bit ELF');
  if (bytes[5] !== ELFDATA2LSB) throw unsupported(file, 'it is not little-endian');
  const machine = elf.half(18);
  if (machine !== EM_ARM) throw unsupported(file, `it is for machine ${machine}, not for Arm (${EM_ARM})`);
  return elf;
}

export interface ElfTable {
  readonly offset: number;
  readonly count: number;
  readonly entrySize: number;
  /** What an entry holds at least by the ELF specification. */
  readonly leastSize: number;
}

/** An ELF file's bytes with look-ups that never leave them. */
export class ElfBytes {
  readonly #view: DataView;
  readonly #file: string;

  constructor(bytes: Uint8Array, file: string) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#file = file;
  }

  half(offset: number): number {
    return this.#view.getUint16(offset, true);
  }

  word(offset: number): number {
    return this.#view.getUint32(offset, true);
  }

  /** Offsets of a table's entries, all of which lie inside the file. */
  table(name: string, { offset, count, entrySize, leastSize }: ElfTable): number[] {
    if (count === 0) return [];
    if (entrySize < leastSize) {
      throw this.malformed(`a ${name} of ${entrySize} bytes is shorter than ${leastSize}`);
    }
    this.checkInside(`the ${name} table`, offset, count * entrySize);
    return Array.from({ length: count }, (_, index) => offset + index * entrySize);
  }

  checkInside(what: string, offset: number, size: number): void {
    const length = this.#view.byteLength;
    if (offset + size <= length) return;
    throw this.malformed(
      `${what} is cut short: it takes ${size} bytes at offset ${hex(offset)}, the file ends at ${hex(length)}`,
    );
  }

  malformed(
    problem: string,
    remedy = 'The file is damaged or cut short: build or copy it again.',
  ): OtpforgeError {
    return new OtpforgeError('ELF_MALFORMED', {
      message: `${this.#file}: ${problem}`,
      remedy,
      details: { file: this.#file },
    });
  }
}

function unsupported(file: string, problem: string): OtpforgeError {
  return new OtpforgeError('ELF_UNSUPPORTED', {
    message: `${file}: ${problem}`,
    remedy: 'Build the firmware for an Arm Cortex-M.',
    details: { file },
  });
}
