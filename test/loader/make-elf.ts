/** A section of a hand-made ELF. */
export interface SectionSpec {
  readonly name: string;
  readonly type?: number;
  readonly flags?: number;
  readonly address?: number;
  readonly bytes: Uint8Array;
}

export interface SymbolSpec {
  readonly name: string;
  readonly value: number;
  readonly size?: number;
  readonly type?: number;
  readonly binding?: number;
  /** Name of its section. */
  readonly section: string;
}

export interface ElfSpec {
  readonly type?: number;
  readonly machine?: number;
  readonly sections: readonly SectionSpec[];
  readonly symbols: readonly SymbolSpec[];
  /** Against the first symbol, in PrgCode. */
  readonly relocations?: readonly { readonly offset: number; readonly type: number }[];
  /** Names of the sections that get a PT_LOAD of their own; default all that are allocated. */
  readonly loaded?: readonly string[];
  /** Added to the p_paddr of each. */
  readonly loadedElsewhere?: number;
  /** p_memsz of each. */
  readonly memorySize?: number;
  /** Added to the p_offset of each. */
  readonly loadedFrom?: number;
}

/** Descriptor fields by the names of flash-device.ts. */
export interface DeviceSpec {
  readonly algoVersion?: number;
  readonly type?: number;
  readonly base?: number;
  readonly size?: number;
  readonly pageSize?: number;
  readonly reserved?: number;
  readonly timeoutProgMs?: number;
  readonly timeoutEraseMs?: number;
  readonly sectors?: readonly (readonly [number, number])[];
  readonly isTerminated?: boolean;
  readonly bytes?: number;
}

/** FlashDevice bytes; by default those of a sound F4 loader. */
export function makeDevice(spec: DeviceSpec = {}): Uint8Array {
  const bytes = new Uint8Array(spec.bytes ?? 4256);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, spec.algoVersion ?? 0x0101, true);
  bytes.set(Buffer.from('test OTP'), 2);
  view.setUint16(130, spec.type ?? 1, true);
  view.setUint32(132, spec.base ?? 0x1fff7800, true);
  view.setUint32(136, spec.size ?? 0x210, true);
  view.setUint32(140, spec.pageSize ?? 16, true);
  view.setUint32(144, spec.reserved ?? 0, true);
  view.setUint8(148, 0xff);
  view.setUint32(152, spec.timeoutProgMs ?? 1000, true);
  view.setUint32(156, spec.timeoutEraseMs ?? 1000, true);
  const sectors = spec.sectors ?? [[16, 0]];
  const end = spec.isTerminated === false ? [] : [[0xffffffff, 0xffffffff]];
  for (const [index, [size, offset]] of [...sectors, ...end].entries()) {
    view.setUint32(160 + 8 * index, size ?? 0, true);
    view.setUint32(164 + 8 * index, offset ?? 0, true);
  }
  return bytes;
}

/** BX LR, again and again. */
export function returning(length: number): Uint8Array {
  return new Uint8Array(length).map((_, at) => (at % 2 === 0 ? 0x70 : 0x47));
}

/** A sound loader that every rule accepts, to be broken in one place. */
export function soundLoader(device: DeviceSpec = {}): ElfSpec {
  const entries = ['Init', 'UnInit', 'EraseSector', 'ProgramPage', 'BlankCheck', 'Burn'];
  const descriptor = makeDevice(device);
  return {
    sections: [
      {
        name: 'PrgCode',
        flags: 6,
        address: 0,
        bytes: returning(64),
      },
      { name: 'PrgData', flags: 3, address: 64, bytes: new Uint8Array(4) },
      { name: 'DevDscr', flags: 2, address: 68, bytes: descriptor },
    ],
    symbols: [
      { name: '$t', value: 0, type: 0, binding: 0, section: 'PrgCode' },
      ...entries.map((name, index) => ({ name, value: index * 4 + 1, section: 'PrgCode' })),
      { name: 'FlashDevice', value: 68, size: descriptor.length, type: 1, section: 'DevDscr' },
    ],
  };
}

/** Writes an ELF32 little-endian file. */
export function makeElf(spec: ElfSpec): Uint8Array {
  const names = new Strings();
  const symbolNames = new Strings();
  const indexOf = (name: string) => spec.sections.findIndex((section) => section.name === name) + 1;
  const symbols = words(
    [0, 0, 0, 0],
    ...spec.symbols.map(({ name, value, size = 4, type = 2, binding = 1, section }) => [
      symbolNames.add(name),
      value,
      size,
      ((indexOf(section) << 16) | (binding << 4) | type) >>> 0,
    ]),
  );
  const relocations = words(...(spec.relocations ?? []).map(({ offset, type }) => [offset, (1 << 8) | type]));
  const symtab = spec.sections.length + 1;
  const tables = [
    { name: '.symtab', type: 2, bytes: symbols, link: symtab + 1, entrySize: 16 },
    { name: '.strtab', type: 3, bytes: symbolNames.bytes() },
    {
      name: '.relPrgCode',
      type: 9,
      bytes: relocations,
      link: symtab,
      info: indexOf('PrgCode'),
      entrySize: 8,
    },
  ];
  const all = [{ name: '', type: 0, bytes: new Uint8Array() }, ...spec.sections, ...tables];
  const shstrtab = {
    name: '.shstrtab',
    type: 3,
    bytes: names.bytesOf([...all.map(({ name }) => name), '.shstrtab']),
  };
  return assemble(spec, [...all, shstrtab], names);
}

type AnySection = SectionSpec & {
  readonly link?: number;
  readonly info?: number;
  readonly entrySize?: number;
};

function assemble(spec: ElfSpec, sections: readonly AnySection[], names: Strings): Uint8Array {
  const isLoaded = (section: AnySection) =>
    spec.loaded ? spec.loaded.includes(section.name) : ((section.flags ?? 0) & 2) !== 0;
  const segments = sections.filter(isLoaded);
  let offset = 52 + segments.length * 32;
  const offsets = sections.map(({ bytes, type }) => {
    const at = offset;
    offset += type === 8 ? 0 : (bytes.length + 3) & ~3;
    return at;
  });
  const sectionTable = offset;
  const file = new Uint8Array(sectionTable + sections.length * 40);
  const view = new DataView(file.buffer);
  file.set([0x7f, 0x45, 0x4c, 0x46, 1, 1, 1]);
  view.setUint16(16, spec.type ?? 2, true);
  view.setUint16(18, spec.machine ?? 40, true);
  view.setUint32(20, 1, true);
  view.setUint32(28, 52, true);
  view.setUint32(32, sectionTable, true);
  for (const [index, half] of [52, 32, segments.length, 40, sections.length, sections.length - 1].entries()) {
    view.setUint16(40 + 2 * index, half, true);
  }
  const put = (at: number, values: readonly number[]) => file.set(words(values), at);
  for (const [index, section] of segments.entries()) {
    const { address = 0, bytes, type } = section;
    const inFile = type === 8 ? 0 : bytes.length;
    const at = offsets[sections.indexOf(section)] ?? 0;
    const [from, to] = [at + (spec.loadedFrom ?? 0), address + (spec.loadedElsewhere ?? 0)];
    put(52 + 32 * index, [1, from, address, to, inFile, spec.memorySize ?? bytes.length, 7, 4]);
  }
  for (const [index, section] of sections.entries()) {
    const { name, type = 1, flags = 0, address = 0, bytes, link = 0, info = 0, entrySize = 0 } = section;
    const at = offsets[index] ?? 0;
    if (type !== 8) file.set(bytes, at);
    const header = [names.add(name), type, flags, address, at, bytes.length, link, info, 4, entrySize];
    put(sectionTable + 40 * index, header);
  }
  return file;
}

function words(...rows: readonly (readonly number[])[]): Uint8Array {
  const values = rows.flat();
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  for (const [index, value] of values.entries()) view.setUint32(4 * index, value >>> 0, true);
  return bytes;
}

class Strings {
  #text = '\0';

  add(name: string): number {
    const known = this.#text.indexOf(`\0${name}\0`);
    if (known >= 0) return known + 1;
    this.#text += `${name}\0`;
    return this.#text.length - name.length - 1;
  }

  bytesOf(names: readonly string[]): Uint8Array {
    for (const name of names) this.add(name);
    return this.bytes();
  }

  bytes(): Uint8Array {
    return Buffer.from(this.#text, 'latin1');
  }
}
