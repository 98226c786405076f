/** A segment and, unless `section` is false, a section over it. */
export interface ElfPart {
  readonly paddr: number;
  readonly vaddr?: number;
  readonly bytes: readonly number[];
  /** Program header type; PT_LOAD unless told. */
  readonly type?: number;
}

export interface ElfOptions {
  readonly entry?: number;
  readonly machine?: number;
}

const EHDR = 52;
const PHDR = 32;

/** A 32-bit little-endian ELF with program headers only. */
export function elfFile(parts: readonly ElfPart[], { entry = 0, machine = 40 }: ElfOptions = {}): Buffer {
  const header = Buffer.alloc(EHDR + PHDR * parts.length);
  header.set([0x7f, 0x45, 0x4c, 0x46, 1, 1, 1]);
  header.writeUInt16LE(2, 16);
  header.writeUInt16LE(machine, 18);
  header.writeUInt32LE(1, 20);
  header.writeUInt32LE(entry, 24);
  header.writeUInt32LE(EHDR, 28);
  header.writeUInt16LE(EHDR, 40);
  header.writeUInt16LE(PHDR, 42);
  header.writeUInt16LE(parts.length, 44);
  header.writeUInt16LE(40, 46);
  let offset = header.length;
  for (const [index, { paddr, vaddr = paddr, bytes, type = 1 }] of parts.entries()) {
    const words = [type, offset, vaddr, paddr, bytes.length, bytes.length, 5, 4];
    for (const [word, value] of words.entries()) header.writeUInt32LE(value, EHDR + PHDR * index + 4 * word);
    offset += bytes.length;
  }
  return Buffer.concat([header, ...parts.map(({ bytes }) => Buffer.from(bytes))]);
}
