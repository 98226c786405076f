import { expect, test } from 'vitest';
import { loadBank } from '../../src/bank/index.js';
import { packagePath } from '../../src/files/package-path.js';
import { readText } from '../../src/files/read.js';
import { loadBuiltLoader } from '../../src/loader/index.js';

const page = await readText(packagePath('docs', 'loader.md'));

test.each(['stm32f4', 'stm32l4'])('docs/loader.md gives the size and stack of %s', async (family) => {
  const { bank } = await loadBank(packagePath('banks', `${family}.yaml`));
  const { code, stackBytes } = await loadBuiltLoader(bank);
  expect(page).toContain(`| \`${family}-otp.elf\` | ${code.length} bytes | ${stackBytes} bytes |`);
});
