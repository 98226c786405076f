import type { ElfSegment } from '../elf/index.js';
import { OtpforgeError } from '../errors/index.js';
import { endOf } from '../range/index.js';
import { hex, hex32 } from '../text/hex.js';
import type { Chunk } from './sparse-image.js';

/** A sound ELF that does not say what goes where. */
export function unloadable(file: string, problem: string, remedy: string): OtpforgeError {
  return new OtpforgeError('ELF_UNLOADABLE', { message: `${file}: ${problem}`, remedy, details: { file } });
}

/** Some tools leave p_paddr 0 everywhere; p_vaddr would put initial data into RAM. Errors: ELF_UNLOADABLE. */
export function refuseMissingLoadAddresses(file: string, segments: readonly ElfSegment[]): void {
  if (segments.some(({ physicalAddress }) => physicalAddress !== 0)) return;
  const run = [...new Set(segments.map(({ virtualAddress }) => virtualAddress))];
  if (run.every((address) => address === 0)) return;
  throw unloadable(
    file,
    `every segment to load has the load address 0 (p_paddr), though they run at ${run.map(hex32).join(', ')} ` +
      '(p_vaddr): the tool that wrote the file left the load addresses out',
    "Give the file as the linker wrote it, or the build's Intel HEX file.",
  );
}

/** Two parts of one file that load different bytes to one address. Errors: ELF_UNLOADABLE. */
export function refuseClashes(file: string, chunks: readonly Chunk[]): void {
  let last: Chunk | undefined;
  for (const chunk of chunks.toSorted((a, b) => a.address - b.address)) {
    if (last !== undefined) refuseClash(file, last, chunk);
    if (last === undefined || endOf(rangeOfChunk(chunk)) > endOf(rangeOfChunk(last))) last = chunk;
  }
}

function refuseClash(file: string, below: Chunk, chunk: Chunk): void {
  const skip = chunk.address - below.address;
  const shared = Math.min(below.bytes.length - skip, chunk.bytes.length);
  for (let index = 0; index < shared; index += 1) {
    const values = [below.bytes[skip + index] ?? 0, chunk.bytes[index] ?? 0];
    if (values[0] === values[1]) continue;
    throw unloadable(
      file,
      `two of its segments load different bytes to ${hex32(chunk.address + index)}: ${values.map(hex).join(' and ')}`,
      'Correct the load addresses in the linker script; readelf -l shows them.',
    );
  }
}

function rangeOfChunk({ address, bytes }: Chunk) {
  return { address, length: bytes.length };
}
