import type { Subject } from '../subject.js';
import type { At } from './claim.js';

/** One way of option bytes to divide the main flash: sector sizes of each bank. */
type Layout = readonly (readonly number[])[];

export interface MainFlash {
  readonly sectors: readonly number[];
  readonly dualBank: boolean | readonly number[];
}

/** Flash sizes in KiB that have two banks whatever the option bytes say. */
export function dualOnly(chips: Subject): number[] {
  const sizes = layoutsOf(chips)
    .filter(({ layouts }) => layouts.every((banks) => banks.length === 2))
    .map(({ kib }) => kib);
  return [...new Set(sizes)].toSorted((a, b) => a - b);
}

/** Whether option bytes can divide the flash of each device into so many banks. */
export function hasLayout(chips: Subject, banks: number): boolean {
  return layoutsOf(chips).every(({ layouts }) => layouts.some((one) => one.length === banks));
}

/** The size of a sector on all devices of a line that have so many. */
export function sectorAt(chips: Subject, index: number, at: At): number | undefined {
  const count = (at.beside('mainFlash.sectors') as unknown[]).length;
  const dual = at.beside('mainFlash.dualBank') as MainFlash['dualBank'];
  const sizes = layoutsOf(chips).flatMap(({ kib, layouts }) => {
    const banks = layouts.find((one) => one.length === (isDual(dual, kib) ? 2 : 1));
    const found = (banks ?? []).map((sectors) =>
      sectors.slice(index, index === count - 1 ? undefined : index + 1),
    );
    return banks === undefined ? [Number.NaN] : found.flat();
  });
  const [size, ...others] = new Set(sizes);
  return others.length > 0 ? Number.NaN : size;
}

function isDual(dual: MainFlash['dualBank'], kib: number): boolean {
  return typeof dual === 'boolean' ? dual : dual.includes(kib);
}

/** The layout that all chips have, whatever the option bytes say. */
export function layoutOf(chips: Subject): Layout {
  const [only, ...others] = new Map(
    layoutsOf(chips).map(({ layouts }) => [JSON.stringify(layouts), layouts]),
  ).values();
  if (only?.length !== 1 || others.length > 0) throw new Error('the chips have no layout in common');
  return only[0] ?? [];
}

function layoutsOf(chips: Subject): { kib: number; layouts: readonly Layout[] }[] {
  return chips.groups.flatMap((group) =>
    Object.entries(group.layouts).flatMap(([text, names]) =>
      names
        .split(' ')
        .filter((name) => chips.names.includes(name))
        .map((name) => ({ kib: group.flashKiB[name]!, layouts: text.split(' or ').map(layout) })),
    ),
  );
}

/** "bank 1: 4 x 0x4000, 1 x 0x10000; bank 2: ...". */
function layout(text: string): Layout {
  return text
    .split('; ')
    .map((bank) =>
      [...bank.matchAll(/(\d+) x (0x\w+)/g)].flatMap(([, count, size]) =>
        Array.from({ length: Number(count) }, () => Number(size)),
      ),
    );
}
