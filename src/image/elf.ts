import { type ElfMap, type ElfSection, type ElfSegment, elf, readElfMap } from '../elf/index.js';
import { OtpforgeError } from '../errors/index.js';
import { type AddressRange, contains } from '../range/index.js';
import { hex32 } from '../text/hex.js';
import { count } from '../text/plural.js';
import { loadedChunks } from './elf-chunks.js';
import { refuseClashes, refuseMissingLoadAddresses, unloadable } from './elf-defects.js';
import { SparseImage, type StartAddress } from './sparse-image.js';

/**
 * Reads what a 32-bit Arm ELF puts into memory: the PT_LOAD segments at their load (physical) addresses. Bytes that
 * no section covers have an origin of the kind elf-gap. A non-zero entry is the start address.
 * Errors: ELF_INVALID, ELF_UNSUPPORTED, ELF_UNLOADABLE, IMAGE_ADDRESS.
 */
export function readElfImage(bytes: Uint8Array, file: string): SparseImage {
  const map = readElfMap(bytes, file);
  if (map.machine !== elf.EM_ARM) throw notArm(map);
  const segments = map.segments.filter(({ type, fileSize }) => type === elf.PT_LOAD && fileSize > 0);
  if (segments.length === 0) {
    throw unloadable(file, 'it has nothing to load', 'Give the linked file, not an object file.');
  }
  refuseMissingLoadAddresses(file, segments);
  const sections = map.sections.filter(isLoaded);
  refuseUnloaded(file, segments, sections);
  const chunks = segments.flatMap((segment) => loadedChunks(bytes, map, segment, sections.map(fileRange)));
  refuseClashes(file, chunks);
  const source = { file, kind: 'elf' as const };
  const starts: StartAddress[] =
    map.entry === 0 ? [] : [{ kind: 'linear', value: map.entry, origin: { source } }];
  return SparseImage.fromChunks(chunks, starts);
}

function isLoaded({ type, flags, size }: ElfSection): boolean {
  const isInFile = type !== elf.SHT_NULL && type !== elf.SHT_NOBITS;
  return isInFile && (flags & elf.SHF_ALLOC) !== 0 && size > 0;
}

function fileRange({ offset, bytes }: ElfSection | ElfSegment): AddressRange {
  return { address: offset, length: bytes.length };
}

// objcopy --add-section makes such a section; objcopy -O ihex takes it along, what loads by segments leaves it out.
function refuseUnloaded(
  file: string,
  segments: readonly ElfSegment[],
  sections: readonly ElfSection[],
): void {
  const loaded = segments.map(fileRange);
  const lost = sections.find((section) => !loaded.some((segment) => contains(segment, fileRange(section))));
  if (lost === undefined) return;
  const name = lost.name === '' ? '' : ` (${lost.name})`;
  throw unloadable(
    file,
    `section ${lost.index}${name}, ${count(lost.size, 'byte')} at ${hex32(lost.address)}, is in no segment to load`,
    'Give it a segment in the linker script; or convert the file by objcopy -O ihex, which takes it along; ' +
      'or leave it out by objcopy --remove-section.',
  );
}

function notArm({ file, machine }: ElfMap): OtpforgeError {
  return new OtpforgeError('ELF_UNSUPPORTED', {
    message: `${file}: it is for machine ${machine}, not for Arm (${elf.EM_ARM})`,
    remedy: 'Build the firmware for an Arm Cortex-M.',
    details: { file, machine },
  });
}
