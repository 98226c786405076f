import { type ElfFile, type ElfSection, findSection, findSymbol, elf as names } from '../../elf/index.js';
import { hex, hex32 } from '../../text/hex.js';
import { count } from '../../text/plural.js';
import { type Breach, rule, type Subject } from './breach.js';

const known = ['PrgCode', 'PrgData', 'DevDscr'];

const machine = rule('machine', 'error', ['every host'], 'Only Arm code runs on an STM32.');
const fileType = rule(
  'file-type',
  'warning',
  ['Keil', 'pyOCD', 'probe-rs'],
  'Every shipped FLM is a linked file (ET_EXEC); an object file has no program headers.',
);
const codeMissing = rule(
  'code-section',
  'error',
  ['J-Link', 'Keil', 'pyOCD', 'probe-rs'],
  'Hosts take the code from the PROGBITS section PrgCode.',
);
const codeAddress = rule('code-address', 'error', ['pyOCD'], 'pyOCD refuses a PrgCode that is not at 0.');
const codeFirst = rule('code-first', 'warning', ['J-Link'], 'PrgCode must come first in the image.');
const codePadding = rule(
  'code-padding',
  'warning',
  ['J-Link', 'probe-rs'],
  'PrgData must follow at once; hosts download words.',
);
const dataMissing = rule(
  'data-section',
  'error',
  ['J-Link'],
  'J-Link takes PrgData, which must not be empty, for the end of the code.',
);
const dataPlace = rule(
  'data-behind-code',
  'warning',
  ['probe-rs'],
  'A loader with a fixed address needs code and data in one piece.',
);
const dataSize = rule(
  'writable-data',
  'note',
  ['every host'],
  'Nobody initialises variables but the host that downloads PrgData.',
);
const descriptor = rule(
  'descriptor-section',
  'error',
  ['J-Link', 'Keil'],
  'The FlashDevice descriptor is looked for in DevDscr.',
);
const descriptorLast = rule(
  'descriptor-last',
  'warning',
  ['J-Link'],
  'DevDscr marks the end of the loader and must be the last section.',
);
const leftover = rule(
  'leftover-section',
  'error',
  ['J-Link', 'pyOCD', 'probe-rs'],
  'Only PrgCode and PrgData are downloaded; what lies elsewhere is missing when the code runs.',
);
const duplicate = rule(
  'duplicate-section',
  'error',
  ['pyOCD'],
  'pyOCD rejects two sections of one name and type.',
);
const segment = rule(
  'load-segment',
  'error',
  ['pyOCD', 'probe-rs'],
  'Code and descriptor are read through PT_LOAD program headers.',
);

/** Sections and segments. */
export function* sectionRules(subject: Subject): Generator<Breach> {
  const { elf } = subject;
  if (elf.machine !== names.EM_ARM)
    yield machine('e_machine', `is ${elf.machine}, not Arm (${names.EM_ARM})`);
  if (elf.type !== names.ET_EXEC) yield fileType('e_type', `is ${elf.type}, not ET_EXEC (${names.ET_EXEC})`);
  yield* codeRules(subject);
  yield* dataRules(subject);
  yield* descriptorRules(subject);
  yield* otherSections(subject);
}

function* codeRules({ elf }: Subject): Generator<Breach> {
  const code = findSection(elf, 'PrgCode');
  if (code?.type !== names.SHT_PROGBITS || code.size === 0) {
    yield codeMissing('PrgCode', code ? 'holds no code in the file' : 'is missing');
    return;
  }
  if (code.address !== 0) yield codeAddress('PrgCode', `is linked at ${hex32(code.address)}`);
  const first = allocated(elf.sections).reduce(
    (least, { address }) => Math.min(least, address),
    code.address,
  );
  if (code.address > first) yield codeFirst('PrgCode', `follows ${hex32(first)}`);
  if (code.size % 4 !== 0)
    yield codePadding('PrgCode', `holds ${count(code.size, 'byte')}, not a multiple of 4`);
  yield* segmentRules(elf, code);
}

function* dataRules({ elf }: Subject): Generator<Breach> {
  const [code, data] = [findSection(elf, 'PrgCode'), findSection(elf, 'PrgData')];
  if (!data || data.size === 0) {
    yield dataMissing('PrgData', data ? 'is empty' : 'is missing');
    return;
  }
  if (data.type === names.SHT_PROGBITS) yield* segmentRules(elf, data);
  else if (data.type !== names.SHT_NOBITS)
    yield dataMissing('PrgData', `is of type ${data.type}, which holds no data`);
  if (code && data.address !== code.address + code.size) {
    yield dataPlace(
      'PrgData',
      `is at ${hex32(data.address)}, PrgCode ends at ${hex32(code.address + code.size)}`,
    );
  }
  if (data.size > 4) yield dataSize('PrgData', `holds ${count(data.size, 'byte')} of variables`);
}

function* descriptorRules({ elf }: Subject): Generator<Breach> {
  const section = findSection(elf, 'DevDscr');
  if (section?.type !== names.SHT_PROGBITS || section.size === 0) {
    yield descriptor('DevDscr', section ? 'holds nothing in the file' : 'is missing');
    return;
  }
  const last = allocated(elf.sections).reduce((most, { address }) => Math.max(most, address), 0);
  if (section.address < last) yield descriptorLast('DevDscr', `lies before ${hex32(last)}`);
  const symbol = findSymbol(elf, 'FlashDevice');
  if (symbol && symbol.section !== section.index) {
    yield descriptor('FlashDevice', `is in ${elf.sections[symbol.section]?.name || 'no section'}`);
  }
  yield* segmentRules(elf, section);
}

function* otherSections({ elf }: Subject): Generator<Breach> {
  const seen = new Set<string>();
  for (const { name, type, size } of allocated(elf.sections)) {
    if (!known.includes(name)) yield leftover(name, `holds ${hex(size)} bytes`);
    const key = `${name}/${type}`;
    if (seen.has(key)) yield duplicate(name, 'is there twice');
    seen.add(key);
  }
}

function allocated(sections: readonly ElfSection[]): readonly ElfSection[] {
  return sections.filter(({ flags, size }) => (flags & names.SHF_ALLOC) !== 0 && size > 0);
}

// Hosts look an address up by p_vaddr or, as probe-rs does, by p_paddr, and take what they find there first.
function* segmentRules({ segments }: ElfFile, { name, address, size, bytes }: ElfSection): Generator<Breach> {
  const holder = segments.find(
    ({ type, virtualAddress, fileSize, memorySize }) =>
      type === names.PT_LOAD &&
      virtualAddress <= address &&
      address + size <= virtualAddress + Math.min(fileSize, memorySize),
  );
  if (!holder) {
    yield segment(name, 'is in no PT_LOAD segment');
    return;
  }
  const { virtualAddress, physicalAddress } = holder;
  if (physicalAddress !== virtualAddress) {
    yield segment(
      name,
      `is linked at ${hex32(address)} and loaded to ${hex32(physicalAddress + address - virtualAddress)}`,
    );
  }
  const at = address - virtualAddress;
  if (!Buffer.from(holder.bytes.subarray(at, at + size)).equals(bytes)) {
    yield segment(name, 'holds other bytes than its PT_LOAD segment');
  }
}
