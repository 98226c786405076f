import { expect, test } from 'vitest';
import { packagePath } from '../../src/files/package-path.js';
import { readText } from '../../src/files/read.js';
import { loadBuiltLoader } from '../../src/loader/index.js';
import { allBanks } from '../support/banks.js';

const page = await readText(packagePath('docs', 'loader.md'));

test.each(allBanks)('docs/loader.md gives the size and stack of $bank.name', async ({ bank }) => {
  const { code, stackBytes } = await loadBuiltLoader(bank);
  expect(page).toContain(`| \`${bank.name}.elf\` | ${code.length} bytes | ${stackBytes} bytes |`);
});
