import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { choices } from './choices.js';
import { bankClaims } from './claims/index.js';
import { type Description, problemsAt, problemsOf } from './judge.js';
import { type Json, numbersOf, oneDigitOff, withNumber } from './leaves.js';
import { devices, range } from './store.js';
import { subjectOf } from './subject.js';

const files = readdirSync('banks').filter((file) => file.endsWith('.yaml'));
const banks = files.map((file) => {
  const bank: Description & { optionBytes: { base: number; size: number }[] } = parse(
    readFileSync(`banks/${file}`, 'utf8'),
  );
  return [file, bank] as const;
});

describe.each(banks)('the numbers of banks/%s', (_, bank) => {
  it('are those of public sources', () => {
    expect(problemsOf(bank, bankClaims, choices)).toEqual([]);
  });

  it('are wrong with one digit changed in any of them', () => {
    const missed = numbersOf(bank as unknown as Json).flatMap(({ path, value }) =>
      oneDigitOff(value).flatMap((other) => {
        const changed = withNumber(bank as unknown as Json, path, other) as unknown as Description;
        const problems = problemsAt(changed, { path, value: other }, bankClaims, choices);
        return problems.length > 0 ? [] : [`${path}: ${other}`];
      }),
    );
    expect(missed).toEqual([]);
  });

  it('have a source each', () => {
    const more = { ...bank, otp: { extra: 1 } };
    expect(problemsOf(more, bankClaims, choices)).toContain('otp.extra: 1 has no source');
  });

  it('have the option bytes of CubeProgrammer', () => {
    const known = subjectOf(bank.family, namesOf(bank)).cubeProgrammer();
    const ranges = known.flatMap(({ optionBytes = [], mirror = [] }) => [...optionBytes, ...mirror]);
    const outside = ranges.filter((text) => {
      const { base, size } = range(text)!;
      return !bank.optionBytes.some((area) => area.base <= base && base + size <= area.base + area.size);
    });
    expect(known.length).toBeGreaterThan(0);
    expect(outside).toEqual([]);
  });
});

describe('the devices of banks/', () => {
  it.each(['STM32F4', 'STM32L4'])('are all %s of public data', (family) => {
    const listed = banks.filter(([, bank]) => bank.family === family).flatMap(([, bank]) => namesOf(bank));
    const known = devices.families[family]!.flatMap(({ flashKiB }) => Object.keys(flashKiB));
    expect(listed.toSorted()).toEqual(known.toSorted());
  });
});

function namesOf(bank: Description): string[] {
  return bank.lines.flatMap((line) => Object.keys(line.devices));
}
