import { describe, expect, it } from 'vitest';
import { bankChoices } from './choices.js';
import { bankClaims } from './claims/index.js';
import { dualOnly, hasLayout } from './claims/main-flash.js';
import { type BankFile, descriptionsIn, namesOf } from './descriptions.js';
import { unnoticed } from './digits.js';
import { problemsOf } from './judge.js';
import { range } from './store.js';
import { namesOfFamily, subjectOf } from './subject.js';

const banks = descriptionsIn<BankFile>('banks');
const rules = { claims: bankClaims, choices: bankChoices };

describe.each(banks)('the numbers of banks/%s', (_, bank) => {
  it('are those of public sources', () => {
    expect(problemsOf(bank, rules)).toEqual([]);
  });

  it('are wrong with one digit changed in any of them', () => {
    expect(unnoticed(bank, rules)).toEqual([]);
  });

  it('have a source each', () => {
    expect(problemsOf({ ...bank, extra: 1 } as never, rules)).toContain('extra: 1 has no source');
  });

  it('leave no option byte of CubeProgrammer outside', () => {
    const known = subjectOf(bank.family, namesOf(bank)).cubeProgrammer();
    const ranges = known.flatMap(({ optionBytes = [], mirror = [] }) => [...optionBytes, ...mirror]);
    const outside = ranges.filter((text) => {
      const { base, size } = range(text)!;
      return !(bank.optionBytes ?? []).some(
        (area) => area.base <= base && base + size <= area.base + area.size,
      );
    });
    // The data base does not have the STM32U0.
    expect(known.length > 0).toBe(bank.family !== 'STM32U0');
    expect(outside).toEqual([]);
  });

  it('divide the main flash as option bytes can', () => {
    for (const { devices, mainFlash } of bank.lines) {
      const chips = subjectOf(bank.family, Object.keys(devices));
      const { dualBank } = mainFlash as unknown as { dualBank: boolean | number[] };
      if (typeof dualBank === 'boolean') expect(hasLayout(chips, dualBank ? 2 : 1)).toBe(true);
      else expect(dualBank).toEqual(dualOnly(chips));
    }
  });
});

describe('the devices of banks/', () => {
  const families = [...new Set(banks.map(([, bank]) => bank.family))];

  it.each(families)('are all %s of public data', (family) => {
    const listed = banks.filter(([, bank]) => bank.family === family).flatMap(([, bank]) => namesOf(bank));
    expect(listed.toSorted()).toEqual(namesOfFamily(family).toSorted());
  });
});
