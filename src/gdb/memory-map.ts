import type { AddressRange } from '../range/index.js';
import { xmlTags } from './xml.js';

/** One region of a memory map; flash has the size of its erase blocks. */
export interface MemoryMapRegion extends AddressRange {
  readonly kind: 'ram' | 'rom' | 'flash';
  readonly blockSize?: number;
}

/** A memory map as GDB reads it (GDB manual, "Memory Map Format"). */
export function renderMemoryMap(regions: readonly MemoryMapRegion[]): string {
  const lines = regions.map(({ kind, address, length, blockSize }) => {
    const memory = `<memory type="${kind}" start="${number(address)}" length="${number(length)}"`;
    if (blockSize === undefined) return `${memory}/>`;
    return `${memory}><property name="blocksize">${number(blockSize)}</property></memory>`;
  });
  return [
    '<?xml version="1.0"?>',
    '<!DOCTYPE memory-map PUBLIC "+//IDN gnu.org//DTD GDB Memory Map V1.0//EN" "http://sourceware.org/gdb/gdb-memory-map.dtd">',
    '<memory-map>',
    ...lines,
    '</memory-map>',
    '',
  ].join('\n');
}

/** The regions of a memory map document; what is not a region is left out. */
export function parseMemoryMap(document: string): readonly MemoryMapRegion[] {
  const regions: MemoryMapRegion[] = [];
  for (const { name, attributes, text } of xmlTags(document)) {
    const last = regions.at(-1);
    const blockSize = Number(text);
    const [address, length] = [Number(attributes.start), Number(attributes.length)];
    if (name === 'property' && attributes.name === 'blocksize' && last && isWord(blockSize)) {
      regions[regions.length - 1] = { ...last, blockSize };
    } else if (name === 'memory' && isKind(attributes.type) && isWord(address) && isWord(length)) {
      regions.push({ kind: attributes.type, address, length });
    }
  }
  return regions;
}

function isWord(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0 && value <= 0x100000000;
}

function isKind(type: string | undefined): type is MemoryMapRegion['kind'] {
  return type === 'ram' || type === 'rom' || type === 'flash';
}

function number(value: number): string {
  return `0x${value.toString(16)}`;
}
