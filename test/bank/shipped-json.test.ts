import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { buildBanks } from '../../src/bank/build-banks.js';
import { loadBanks, ownBanksFolder } from '../../src/bank/index.js';
import { shippedBanks } from '../support/bank-names.js';

it('the banks of the built package are those of its YAML, and the ones that a command reads', async () => {
  const files = readdirSync('dist/banks').map((name) => [
    name,
    readFileSync(join('dist/banks', name), 'utf8'),
  ]);
  expect(Object.fromEntries(files)).toEqual(Object.fromEntries(buildBanks(ownBanksFolder)));
  const banks = await loadBanks();
  expect(banks.map(({ listing }) => listing?.name)).toEqual(shippedBanks);
});
