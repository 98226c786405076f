import { type AddressRange, contains, endOf, joinRanges, overlaps, rangeOf } from '../range/index.js';
import { hex, hex32 } from '../text/hex.js';
import type { Bank, BankLine } from './bank.js';
import type { BankIssue } from './geometry.js';

/** One memory of a line that can be written at any time. */
export type RamRegion = NonNullable<BankLine['ram']>[number];

/** Where the SRAM of a Cortex-M begins (ARMv7-M manual B3.1). */
const sramBase = 0x20000000;

/** The RAM of a line; one that gives none has its ramKb where every SRAM begins, and runs code there. */
export function ramOf({ ram, ramKb }: BankLine): readonly RamRegion[] {
  return ram ?? [{ name: 'SRAM', base: sramBase, size: ramKb * 1024, executable: true }];
}

/** Every place where a region can be reached. */
export function placesOf({ base, size, alias }: RamRegion): readonly AddressRange[] {
  const bases = alias === undefined ? [base] : [base, alias];
  return bases.map((address) => ({ address, length: size }));
}

/** Where code can run from RAM; memories that touch are one range. */
export function executableRam(line: BankLine): readonly AddressRange[] {
  return joinRanges(
    ramOf(line)
      .filter(({ executable }) => executable)
      .flatMap(placesOf),
  );
}

/** Whether the loader's RAM is RAM, on every line, from which code can run. */
export function* ramIssues({ lines, loader: { ram } }: Bank): Generator<BankIssue> {
  for (const [index, line] of lines.entries()) yield* regionIssues(line, ['lines', index]);
  // What is not a multiple of 8, or more than ramKb, is refused for that.
  const isRefused = ram.base % 8 !== 0 || lines.some(({ ramKb }) => ram.size > ramKb * 1024);
  if (isRefused) return;
  const claimed = rangeOf(ram);
  const outside = lines.find((line) => !isIn(executableRam(line), claimed));
  if (outside) {
    yield { path: ['loader', 'ram', 'base'], message: claimText(claimed, outside) };
    return;
  }
  const short = lines.findIndex(
    (line) => line.ram && !isIn(executableRam(line), { address: ram.base, length: line.ramKb * 1024 }),
  );
  const line = lines[short];
  if (!line) return;
  yield {
    path: ['lines', short, 'ramKb'],
    message: `${line.name} has no ${line.ramKb} KiB of RAM from loader.ram.base on: ${textOf(executableRam(line))}`,
  };
}

function isIn(places: readonly AddressRange[], range: AddressRange): boolean {
  return places.some((place) => contains(place, range));
}

function claimText(claimed: AddressRange, line: BankLine): string {
  const hint = line.ram ? '' : '; without ram: a line has its ramKb there';
  return `${rangeText(claimed)} is not all RAM of ${line.name} that can run code: that is ${textOf(executableRam(line))}${hint}`;
}

function* regionIssues({ name, ram = [] }: BankLine, path: PropertyKey[]): Generator<BankIssue> {
  const places = ram.flatMap((region, index) =>
    placesOf(region).map((place) => ({ ...place, index, name: region.name })),
  );
  for (const [at, place] of places.entries()) {
    if (place.address % 8 !== 0 || place.length % 8 !== 0) {
      yield { path: [...path, 'ram', place.index], message: 'base, size and alias must be multiples of 8' };
    }
    const other = places.slice(0, at).find((earlier) => overlaps(earlier, place));
    if (!other) continue;
    yield {
      path: [...path, 'ram', place.index],
      message: `${place.name} of ${name} overlaps ${other.name}`,
    };
  }
}

function textOf(places: readonly AddressRange[]): string {
  return places.length === 0 ? 'none' : places.map(rangeText).join(', ');
}

function rangeText(range: AddressRange): string {
  return `${hex32(range.address)} to ${hex32(endOf(range) - 1)} (${hex(range.length)} bytes)`;
}
