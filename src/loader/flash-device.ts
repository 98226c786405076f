import { type ElfFile, findSymbol, stringAt } from '../elf/index.js';

/** Bytes before the sector table, and of a table with the 512 sectors that an FLM holds. */
export const flashDeviceHeaderSize = 160;
export const flashDeviceSize = 4256;
const mostSectors = 512;

export interface FlashSector {
  readonly size: number;
  /** Where the sectors of this size begin, relative to the base. */
  readonly offset: number;
}

/** The descriptor that a host reads to know what a loader programs. */
export interface FlashDevice {
  readonly algoVersion: number;
  readonly name: string;
  readonly type: number;
  readonly base: number;
  readonly size: number;
  readonly pageSize: number;
  readonly reserved: number;
  readonly erasedValue: number;
  /** For one page, in milliseconds. */
  readonly timeoutProgMs: number;
  /** For one sector, in milliseconds. */
  readonly timeoutEraseMs: number;
  readonly sectors: readonly FlashSector[];
  /** False when the table ends without the {0xFFFFFFFF, 0xFFFFFFFF} that ends it. */
  readonly terminated: boolean;
}

/** Parses the descriptor at its fixed offsets; undefined when the ELF has none that can be read. */
export function findFlashDevice(file: ElfFile): FlashDevice | undefined {
  const bytes = descriptorBytes(file);
  if (!bytes || bytes.length < flashDeviceHeaderSize) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const word = (offset: number) => view.getUint32(offset, true);
  const { sectors, terminated } = readSectors(view);
  return {
    algoVersion: view.getUint16(0, true),
    name: stringAt(bytes.subarray(2, 130), 0) ?? Buffer.from(bytes.subarray(2, 130)).toString('latin1'),
    type: view.getUint16(130, true),
    base: word(132),
    size: word(136),
    pageSize: word(140),
    reserved: word(144),
    erasedValue: view.getUint8(148),
    timeoutProgMs: word(152),
    timeoutEraseMs: word(156),
    sectors,
    terminated,
  };
}

// Hosts look it up by the symbol's address: through program headers (probe-rs, pyOCD), else through sections.
function descriptorBytes(file: ElfFile): Uint8Array | undefined {
  const symbol = findSymbol(file, 'FlashDevice');
  if (!symbol) return undefined;
  const section = file.sections[symbol.section];
  if (!section || symbol.value < section.address) return undefined;
  const from = symbol.value - section.address;
  return section.bytes.subarray(from, symbol.size > 0 ? from + symbol.size : undefined);
}

function readSectors(view: DataView): Pick<FlashDevice, 'sectors' | 'terminated'> {
  const sectors: FlashSector[] = [];
  for (let at = flashDeviceHeaderSize; at + 8 <= view.byteLength && sectors.length < mostSectors; at += 8) {
    const sector = { size: view.getUint32(at, true), offset: view.getUint32(at + 4, true) };
    if (sector.size === 0xffffffff && sector.offset === 0xffffffff) return { sectors, terminated: true };
    sectors.push(sector);
  }
  return { sectors, terminated: false };
}
