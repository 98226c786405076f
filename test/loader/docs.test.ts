import { readdir } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { loadBank } from '../../src/bank/index.js';
import { packagePath } from '../../src/files/package-path.js';
import { readText } from '../../src/files/read.js';
import { loadBuiltLoader } from '../../src/loader/index.js';

const page = await readText(packagePath('docs', 'loader.md'));

test('docs/loader.md explains every rule, and no other', async () => {
  const folder = packagePath('src', 'loader', 'contract');
  const sources = await Promise.all((await readdir(folder)).map((name) => readText(`${folder}/${name}`)));
  const build = await readText(packagePath('src', 'build', 'build-files.ts'));
  const declared = [
    ...sources.flatMap((text) => [...text.matchAll(/= rule\(\s*'([\w-]+)'/g)]),
    ...build.matchAll(/rule: '([\w-]+)',/g),
  ].map(([, name]) => name ?? '');
  const rules = page.slice(page.indexOf('## Rules of the contract'));
  const list = rules.slice(rules.indexOf('\n- '));
  const explained = [...list.matchAll(/`([a-z][a-z0-9-]+)`/g)].map(([, name]) => name ?? '');
  expect(explained.toSorted()).toEqual([...new Set(declared)].sort());
  expect(explained).toHaveLength(new Set(explained).size);
});

test.each(['stm32f4', 'stm32l4'])('docs/loader.md gives the size and stack of %s', async (family) => {
  const { bank } = await loadBank(packagePath('banks', `${family}.yaml`));
  const { code, stackBytes } = await loadBuiltLoader(bank);
  expect(page).toContain(`| \`${family}-otp.elf\` | ${code.length} bytes | ${stackBytes} bytes |`);
});
