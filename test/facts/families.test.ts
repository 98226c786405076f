import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { oneDigitOff } from './leaves.js';
import { headerRanges, partRanges } from './other-areas.js';

interface Otp {
  readonly base: string | null;
  readonly size: number | null;
  readonly dataSize: number | null;
  readonly unit: number;
  readonly locks: { kind: string; base?: string; count?: number; blockSize?: number };
}

interface Facts {
  readonly otp?: Otp | null;
}

interface FamilyFile {
  readonly prefixes: readonly string[];
  readonly facts: Facts;
  readonly lines: readonly { readonly prefixes: readonly string[]; readonly facts?: Facts }[];
}

interface Area {
  readonly prefixes: readonly string[];
  readonly otp: Otp;
}

/** Of manuals, by how names begin: the longest counts. */
const units: Readonly<Record<string, number>> = {
  ...each(['STM32F2', 'STM32F4', 'STM32F7'], 1),
  ...each(['STM32H5', 'STM32C5', 'STM32H7'], 2),
  ...each(['STM32MP', 'STM32N6', 'STM32WB0'], 4),
  ...each(['STM32L4', 'STM32L5', 'STM32G0', 'STM32G4', 'STM32C0', 'STM32U0', 'STM32U3'], 8),
  ...each(['STM32GBK1', 'STM32WB', 'STM32WL', 'STM32WBA2'], 8),
  ...each(['STM32U5', 'STM32WBA5', 'STM32WBA6'], 16),
};
const lockCounts: Readonly<Record<string, number>> = {
  ...each(['STM32F2', 'STM32F4', 'STM32F7', 'STM32H7'], 16),
  STM32H5: 32,
  STM32C5: 24,
  STM32MP1: 96,
  STM32MP2: 384,
};
/** Where the headers have another size or none: F74x to F77x count 16 reserved bytes. */
const sizes: Readonly<Record<string, number>> = {
  ...each(['STM32F74', 'STM32F75', 'STM32F76', 'STM32F77'], 0x410),
  STM32C5: 0x1200,
  STM32MP1: 96 * 4,
  STM32MP2: 384 * 4,
};
const bases: Readonly<Record<string, number>> = { STM32C5: 0x08ffe000 };

const areas = readdirSync('banks/families').flatMap((file) =>
  areasOf(JSON.parse(readFileSync(`banks/families/${file}`, 'utf8'))).map((area) => [file, area] as const),
);

describe.each(areas)('the OTP in banks/families/%s', (_, area) => {
  it('is that of public sources', () => {
    expect(problems(area)).toEqual([]);
  });

  it('is wrong with one digit changed in any of its numbers', () => {
    const missed = changed(area).filter((other) => problems(other).length === 0);
    expect(missed.map(({ otp }) => otp)).toEqual([]);
  });
});

function areasOf({ prefixes, facts, lines }: FamilyFile): Area[] {
  const own = lines.filter((line) => line.facts?.otp !== undefined);
  const others = lines.filter((line) => !own.includes(line)).flatMap((line) => line.prefixes);
  const all = [
    { prefixes: others.length > 0 ? others : prefixes, otp: facts.otp },
    ...own.map((line) => ({ prefixes: line.prefixes, otp: line.facts?.otp })),
  ];
  return all.flatMap((area) => (area.otp == null ? [] : [{ prefixes: area.prefixes, otp: area.otp }]));
}

function problems({ prefixes, otp }: Area): string[] {
  const { base, size, dataSize, unit, locks } = otp;
  const headers = headerRanges(prefixes);
  const ranges = [...headers, ...partRanges(prefixes)];
  const [place, length] = [of(bases, prefixes), of(sizes, prefixes)];
  const places = place === undefined ? ranges.map((range) => range.base) : [place];
  const known = (headers.length > 0 ? headers : ranges).map((range) => range.size);
  const lockBytes = locks.kind === 'bytes' ? locks.count! : 0;
  return [
    ...(base === null ? [] : differing('base', Number(base), places)),
    ...(size === null ? [] : differing('size', size, length === undefined ? known : [length])),
    ...(dataSize === null ? [] : differing('dataSize', dataSize, [size! - lockBytes])),
    ...differing('unit', unit, [of(units, prefixes)]),
    ...differing('count', locks.count, [locks.count && of(lockCounts, prefixes)]),
    ...differing('blockSize', locks.blockSize, [locks.blockSize && dataSize! / locks.count!]),
    ...differing('locks', locks.base && Number(locks.base), [locks.base && Number(base) + dataSize!]),
  ];
}

function differing(what: string, value: unknown, expected: readonly unknown[]): string[] {
  if (expected.length === 0) return [`${what} ${value} has no source`];
  return expected.filter((one) => one !== value).map((one) => `${what} ${value} is ${one}`);
}

function changed({ prefixes, otp }: Area): Area[] {
  const text = JSON.stringify(otp);
  return [...text.matchAll(/"(0x[0-9A-F]+)"|\b\d+\b(?!x)/g)].flatMap((match) => {
    const number = match[1] ?? match[0];
    return oneDigitOff(Number(number)).map((other) => {
      const put = match[1] === undefined ? String(other) : `"0x${other.toString(16).toUpperCase()}"`;
      const copy = text.slice(0, match.index) + put + text.slice(match.index + match[0].length);
      return { prefixes, otp: JSON.parse(copy) };
    });
  });
}

/** What a table says of all these prefixes, by the longest start of each. */
function of(table: Readonly<Record<string, number>>, prefixes: readonly string[]): number | undefined {
  const found = prefixes.map((prefix) => {
    const keys = Object.keys(table).filter((key) => prefix.startsWith(key));
    return table[keys.toSorted((a, b) => b.length - a.length)[0] ?? ''];
  });
  return new Set(found).size === 1 ? found[0] : undefined;
}

function each(names: readonly string[], value: number): Record<string, number> {
  return Object.fromEntries(names.map((name) => [name, value]));
}
