import { devices } from '../store.js';
import { type Subject, subjectOf } from '../subject.js';

/** Names of the descriptions by what headers and stm32-data call them. */
const macros: Readonly<Record<string, readonly string[]>> = {
  SRAM: ['SRAM1', 'SRAM'],
  CCM: ['CCMDATARAM', 'CCMSRAM'],
  DTCM: ['RAMDTCM'],
  ITCM: ['RAMITCM'],
};
const second: Readonly<Record<string, string>> = { SRAM2: 'SRAM2', CCM: 'CCMRAM_DCODE' };

/** Where the memory is, or the second place of the same bytes, which is at 0x10000000 for SRAM2 and CCM's other one. */
export function placeOf(chips: Subject, name: string, alias: boolean): number | undefined {
  // The headers of H7 name its RAMs by domain.
  if (chips.family === 'STM32H7') return alias ? undefined : region(chips, name)?.base;
  const header = macro(chips, name, 'BASE');
  const other =
    second[name] === undefined ? undefined : (region(chips, second[name])?.base ?? gap(chips, name));
  if (name === 'CCM') return alias ? other : header;
  const low = header !== undefined && header < 0x20000000;
  if (name === 'SRAM2' && low) return alias ? header : (other ?? header);
  return alias ? undefined : header;
}

/** The bytes of a memory. Headers count all of a die on F2, leave out what parity takes on G0, and SRAM2 on U0: stm32-data there. */
export function sizeOf(chips: Subject, name: string): number | undefined {
  if (['STM32F2', 'STM32G0', 'STM32H7', 'STM32U0'].includes(chips.family)) {
    return (region(chips, name) ?? region(chips, name === 'SRAM1' ? 'SRAM' : name))?.size;
  }
  const kib = macro(chips, name, 'BASE.KiB');
  const sizes = [
    macro(chips, name, 'SIZE'),
    macro(chips, name, 'SIZE_MAX'),
    kib === undefined ? undefined : kib * 1024,
  ].filter((size) => size !== undefined);
  const [size, ...others] = new Set(sizes);
  if (others.length > 0) throw new Error(`the header says ${sizes} of ${name}`);
  return size;
}

/** RAM from 0x20000000 without a hole, of which families with SRAM2 or parity have SRAM1 or the checked part alone. */
export function contiguousKiB(chips: Subject): number | undefined {
  const least = chips.header('SRAM1_SIZE_MAX') ?? chips.header('SRAM_SIZE_MAX');
  if (least !== undefined) return least / 1024;
  let end = 0x20000000;
  for (const { base, size } of regions(chips).toSorted((a, b) => a.base - b.base)) {
    if (base === end) end += size;
  }
  return (end - 0x20000000) / 1024;
}

function macro(chips: Subject, name: string, kind: string): number | undefined {
  for (const symbol of macros[name] ?? [name]) {
    const value = chips.header(`${symbol}_${kind}`) ?? die(chips).header(`${symbol}_${kind}`);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** All chips of the same die: the header of STM32F427 leaves out SRAM3. */
function die(chips: Subject): Subject {
  const groups = (devices.families[chips.family] ?? []).filter(({ devId }) => chips.devIds.includes(devId));
  return subjectOf(
    chips.family,
    groups.flatMap(({ flashKiB }) => Object.keys(flashKiB)),
  );
}

/** On L4+ stm32-data has one RAM; SRAM2 is what SRAM1 and SRAM3 leave of it. */
function gap(chips: Subject, name: string): number | undefined {
  const [next, size] = [chips.header('SRAM3_BASE'), sizeOf(chips, name)];
  return name === 'SRAM2' && next !== undefined && size !== undefined ? next - size : undefined;
}

function region(chips: Subject, name: string) {
  return regions(chips).find((one) => one.name === name);
}

function regions(chips: Subject): { name: string; base: number; size: number }[] {
  const [ram, ...others] = new Set(chips.groups.map((group) => group.ram));
  if (ram === undefined || others.length > 0) return [];
  return ram.split('; ').map((text) => {
    const [name = '', base, size] = text.split(' ');
    return { name, base: Number(base), size: Number(size) };
  });
}
