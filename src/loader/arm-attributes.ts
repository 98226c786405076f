import { type ElfFile, elf as names, stringAt } from '../elf/index.js';

/** Tag_CPU_arch of "Addenda to the ABI for the Arm Architecture". */
const architectures: Readonly<Record<number, string>> = {
  10: 'v7',
  11: 'v6-M',
  12: 'v6S-M',
  13: 'v7E-M',
  16: 'v8-M.baseline',
  17: 'v8-M.mainline',
  21: 'v8.1-M.mainline',
};
const Tag_CPU_raw_name = 4;
const Tag_CPU_name = 5;
const Tag_CPU_arch = 6;
const Tag_ABI_PCS_RW_data = 15;
const Tag_compatibility = 32;
/** Of Tag_ABI_PCS_RW_data: addressed from the static base, R9. */
const SB_RELATIVE = 2;

export interface Architecture {
  readonly name: string;
  readonly isV6m: boolean;
}

/** What the file says that it was built for; undefined when it does not say. */
export function architectureOf(file: ElfFile): Architecture | undefined {
  return fromAttributes(file) ?? fromKeilSymbol(file);
}

/** Whether its variables are found through R9; armcc says so by a symbol, others by an attribute. */
export function isRwpi(file: ElfFile): boolean {
  if (attributeOf(file, Tag_ABI_PCS_RW_data) === SB_RELATIVE) return true;
  return file.symbols.some(({ name }) => name.startsWith('BuildAttributes$$') && name.includes('$RWPI'));
}

function fromAttributes(file: ElfFile): Architecture | undefined {
  const arch = attributeOf(file, Tag_CPU_arch);
  if (arch === undefined) return undefined;
  return { name: architectures[arch] ?? `architecture ${arch}`, isV6m: arch === 11 || arch === 12 };
}

// armcc writes no attributes section but a symbol: BuildAttributes$$THM_ISAv3M$S$PE$…
function fromKeilSymbol(file: ElfFile): Architecture | undefined {
  for (const { name } of file.symbols) {
    const isa = /^BuildAttributes\$\$.*THM_ISAv(\w+)/.exec(name)?.[1];
    if (isa) return { name: `THM_ISAv${isa}`, isV6m: isa === '3M' };
  }
  return undefined;
}

function attributeOf(file: ElfFile, wanted: number): number | undefined {
  const section = file.sections.find(({ type }) => type === names.SHT_ARM_ATTRIBUTES);
  return section && attributeIn(section.bytes, wanted);
}

/** A number of the "aeabi" file subsection; undefined when it is absent or damaged. */
function attributeIn(bytes: Uint8Array, wanted: number): number | undefined {
  // 'A', length, "aeabi\0", Tag_File (1), length, then tag and value pairs.
  if (bytes[0] !== 0x41 || stringAt(bytes, 5) !== 'aeabi') return undefined;
  let at = 5 + 'aeabi'.length + 1 + 5;
  while (at < bytes.length) {
    const tag = uleb128(bytes, at);
    if (!tag) return undefined;
    at = tag.next;
    if (tag.value === Tag_CPU_raw_name || tag.value === Tag_CPU_name) {
      const text = stringAt(bytes, at);
      if (text === undefined) return undefined;
      at += text.length + 1;
      continue;
    }
    const value = uleb128(bytes, at);
    if (!value || tag.value === Tag_compatibility) return undefined;
    if (tag.value === wanted) return value.value;
    at = value.next;
  }
  return undefined;
}

function uleb128(bytes: Uint8Array, from: number): { value: number; next: number } | undefined {
  let value = 0;
  for (let index = 0; index < 4; index += 1) {
    const byte = bytes[from + index];
    if (byte === undefined) return undefined;
    value |= (byte & 0x7f) << (7 * index);
    if ((byte & 0x80) === 0) return { value, next: from + index + 1 };
  }
  return undefined;
}
