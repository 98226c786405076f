import { mkdir, mkdtemp, readdir, readFile, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadBank } from '../../src/bank/index.js';
import { buildLoaders } from '../../src/build/build.js';
import { folderTarget } from '../../src/build/build-target.js';
import { packagePath } from '../../src/files/package-path.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'otpforge-test-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function build(templates?: string): Promise<void> {
  const banks = [await loadBank(packagePath('banks', 'stm32l4.yaml'))];
  await buildLoaders({ banks, target: folderTarget(folder), templates });
}

test('a build replaces no devices.xml that somebody else wrote', async () => {
  const file = join(folder, 'devices.xml');
  await writeFile(file, '<DataBase/>\n');
  await expect(build()).rejects.toMatchObject({ code: 'EXPORT_FOLDER_USED', details: { file } });
  expect(await readFile(file, 'utf8')).toBe('<DataBase/>\n');
  expect(await readdir(folder)).toEqual(['devices.xml']);
});

test('a build replaces its own, with or without its manifest', async () => {
  await build();
  await unlink(join(folder, 'loaders', 'manifest.json'));
  await build();
  await build();
});

test('a build replaces one that a template of the user’s own has made', async () => {
  const templates = join(folder, 'templates');
  await mkdir(templates);
  await writeFile(
    join(templates, 'devices.xml.hbs'),
    '<DataBase>{{#each devices}}{{name}} {{/each}}</DataBase>\n',
  );
  await build(templates);
  await build(templates);
  expect(await readFile(join(folder, 'devices.xml'), 'utf8')).toContain('STM32L476RG');
});
