import { hex, hex32 } from '../text/hex.js';
import { type ElfBytes, openElf } from './elf-bytes.js';
import type { Source } from './origin.js';
import { SparseImage, type StartAddress } from './sparse-image.js';

const PT_LOAD = 1;
const SHT_NOBITS = 8;
const SHF_ALLOC = 2;

/**
 * Reads what a 32-bit Arm ELF puts into memory, at load (physical) addresses: the allocated sections in its PT_LOAD
 * segments, or the whole segments of a file without sections. A non-zero entry is its start address.
 * Errors: ELF_MALFORMED, ELF_UNSUPPORTED, IMAGE_CONFLICT, IMAGE_ADDRESS.
 */
export function readElf(bytes: Uint8Array, file: string): SparseImage {
  const elf = openElf(bytes, file);
  const source: Source = { file, kind: 'elf' };
  const segments = loadSegments(elf);
  const sections = allocatedSections(elf);
  refuseUnloaded(elf, segments, sections);
  // A segment may begin with the ELF header and hold padding, which the linker script never asked for.
  const parts = sections.length === 0 ? segments : segments.flatMap((segment) => partsOf(segment, sections));
  if (parts.length === 0) {
    throw elf.malformed('it holds nothing to load', 'Give the linked file, not an object file.');
  }
  const chunks = parts.map(({ paddr, offset, size }) => ({
    address: paddr,
    bytes: bytes.subarray(offset, offset + size),
    origin: { source },
  }));
  const entry = elf.word(24);
  const starts: StartAddress[] = entry === 0 ? [] : [{ kind: 'linear', value: entry, origin: { source } }];
  return SparseImage.fromChunks(chunks, starts);
}

/** File bytes [offset, offset + size). */
interface Stretch {
  readonly offset: number;
  readonly size: number;
}

interface Section extends Stretch {
  readonly index: number;
  readonly address: number;
}

interface Loaded extends Stretch {
  readonly paddr: number;
}

function loadSegments(elf: ElfBytes): Loaded[] {
  const table = { offset: elf.word(28), count: elf.half(44), entrySize: elf.half(42), leastSize: 32 };
  return elf.table('program header', table).flatMap((at, index) => {
    const segment = { paddr: elf.word(at + 12), offset: elf.word(at + 4), size: elf.word(at + 16) };
    if (elf.word(at) !== PT_LOAD || segment.size === 0) return [];
    elf.checkInside(`segment ${index} (to load at ${hex(segment.paddr)})`, segment.offset, segment.size);
    return [segment];
  });
}

function allocatedSections(elf: ElfBytes): Section[] {
  const table = { offset: elf.word(32), count: elf.half(48), entrySize: elf.half(46), leastSize: 40 };
  return elf.table('section header', table).flatMap((at, index) => {
    const section = {
      index,
      address: elf.word(at + 12),
      offset: elf.word(at + 16),
      size: elf.word(at + 20),
    };
    const isAllocated = (elf.word(at + 8) & SHF_ALLOC) !== 0 && elf.word(at + 4) !== SHT_NOBITS;
    if (!isAllocated || section.size === 0) return [];
    elf.checkInside(`section ${index}`, section.offset, section.size);
    return [section];
  });
}

// objcopy --add-section makes such a section; objcopy -O ihex takes it along, what loads by segments leaves it out.
function refuseUnloaded(elf: ElfBytes, segments: readonly Loaded[], sections: readonly Section[]): void {
  const lost = sections.find((section) => !segments.some((segment) => isInside(section, segment)));
  if (lost === undefined || segments.length === 0) return;
  throw elf.malformed(
    `section ${lost.index}, ${lost.size} bytes at ${hex32(lost.address)}, lies in no segment to load`,
    'Give it a segment in the linker script; or convert the file by objcopy -O ihex, which takes it along; ' +
      'or leave it out by objcopy --remove-section.',
  );
}

function isInside({ offset, size }: Stretch, segment: Stretch): boolean {
  return offset >= segment.offset && offset + size <= segment.offset + segment.size;
}

function partsOf(segment: Loaded, sections: readonly Stretch[]): Loaded[] {
  return sections
    .filter((section) => isInside(section, segment))
    .map(({ offset, size }) => ({ paddr: segment.paddr + offset - segment.offset, offset, size }));
}
