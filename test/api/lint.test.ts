import { describe, expect, it } from 'vitest';
import { lint } from '../../src/api/lint.js';
import { packagePath } from '../../src/files/package-path.js';
import { loadBuiltLoader } from '../../src/loader/index.js';
import { shippedBanks } from '../support/bank-names.js';
import { allBanks } from '../support/banks.js';

const elfOf = (name: string) => packagePath('firmware', 'loaders', `${name}.elf`);

describe.each(shippedBanks)('the loader of %s that ships', (name) => {
  it('has no error and no warning for its bank', async () => {
    const { errors, warnings, breaches } = await lint({ file: elfOf(name), bank: name });
    expect({ errors, warnings, breaches }).toEqual({ errors: 0, warnings: 0, breaches: [] });
  });

  it('has at most 640 bytes and 200 bytes of stack', async () => {
    const { bank } = allBanks.find(({ bank }) => bank.name === name)!;
    const { code, stackBytes } = await loadBuiltLoader(bank);
    expect(code.length).toBeLessThanOrEqual(640);
    expect(stackBytes).toBeLessThanOrEqual(200);
  });

  it.each(shippedBanks.filter((other) => other !== name))('is not that of %s', async (other) => {
    const { breaches } = await lint({ file: elfOf(name), bank: other });
    expect(breaches.map(({ rule }) => rule)).toContain('bank-name');
  });
});
