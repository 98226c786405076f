import type { ElfFile, ElfSection } from '../elf/index.js';

export interface ForeignInstruction {
  /** From the section's start. */
  readonly offset: number;
  /** One halfword, or both with the first one in the high half. */
  readonly opcode: number;
}

/**
 * Instructions in a section that ARMv6-M does not have (ARMv6-M ARM §A5.2, §A5.3). Data between code is passed over
 * by the mapping symbols $t and $d; without any, nothing is looked at, since data would look like instructions.
 */
export function foreignInstructions(file: ElfFile, section: ElfSection): readonly ForeignInstruction[] {
  const found: ForeignInstruction[] = [];
  const view = new DataView(section.bytes.buffer, section.bytes.byteOffset, section.bytes.byteLength);
  for (const { from, to } of codeRanges(file, section)) {
    for (let at = from; at + 2 <= to; ) {
      const first = view.getUint16(at, true);
      if (first >>> 11 < 0b11101) {
        if (isV7mNarrow(first)) found.push({ offset: at, opcode: first });
        at += 2;
        continue;
      }
      const second = at + 4 <= to ? view.getUint16(at + 2, true) : 0;
      if (!isV6mWide(first, second)) found.push({ offset: at, opcode: ((first << 16) | second) >>> 0 });
      at += 4;
    }
  }
  return found;
}

/** Whether mapping symbols tell which part of a section is code. */
export function isMarked(file: ElfFile, section: ElfSection): boolean {
  return codeRanges(file, section).length > 0;
}

/** Whether mapping symbols say that an offset into a section is not Thumb code. */
export function isMarkedData(file: ElfFile, section: ElfSection, offset: number): boolean {
  const ranges = codeRanges(file, section);
  return ranges.length > 0 && !ranges.some(({ from, to }) => offset >= from && offset < to);
}

/** The parts of a section that mapping symbols mark as Thumb code. */
export function codeRanges(file: ElfFile, section: ElfSection): { from: number; to: number }[] {
  const marks = file.symbols
    .filter(({ name, section: index }) => index === section.index && /^\$[tad](?:\.|$)/.test(name))
    .map(({ name, value }) => ({ at: Math.max(0, (value & ~1) - section.address), isCode: name[1] === 't' }))
    .sort((a, b) => a.at - b.at);
  return marks.flatMap(({ at, isCode }, index) => {
    const to = Math.min(marks[index + 1]?.at ?? section.bytes.length, section.bytes.length);
    return isCode && at < to ? [{ from: at, to }] : [];
  });
}

// CBZ, CBNZ and IT; a hint has no mask (ARMv7-M ARM §A7.7.21, §A7.7.38).
function isV7mNarrow(opcode: number): boolean {
  return (opcode & 0xf500) === 0xb100 || ((opcode & 0xff00) === 0xbf00 && (opcode & 0xf) !== 0);
}

// BL, MSR, MRS, DSB/DMB/ISB and the permanently undefined UDF.W.
function isV6mWide(first: number, second: number): boolean {
  if ((first & 0xf800) === 0xf000 && (second & 0xd000) === 0xd000) return true;
  if ((first & 0xffe0) === 0xf380 && (second & 0xd000) === 0x8000) return true;
  if (first === 0xf3ef && (second & 0xd000) === 0x8000) return true;
  if (first === 0xf3bf && (second & 0xffc0) === 0x8f40) return true;
  return (first & 0xfff0) === 0xf7f0 && (second & 0xf000) === 0xa000;
}
