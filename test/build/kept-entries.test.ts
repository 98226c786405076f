import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type LoadedBank, loadBank } from '../../src/bank/index.js';
import { buildLoaders } from '../../src/build/build.js';
import { folderTarget } from '../../src/build/build-target.js';
import { inLockedFolder, isFolderLock } from '../../src/files/folder-lock.js';
import { packagePath } from '../../src/files/package-path.js';
import { contents } from './target-files.js';

let folder: string;
let f4: LoadedBank;
let l4: LoadedBank;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'otpforge-test-'));
  f4 = await loadBank(packagePath('banks', 'stm32f4.yaml'));
  l4 = await loadBank(packagePath('banks', 'stm32l4.yaml'));
});
afterEach(() => rm(folder, { recursive: true }));

test('a build writes into no folder that another build is writing into', async () => {
  const target = folderTarget(folder);
  await inLockedFolder(target.loaders, async () => {
    await expect(buildLoaders({ banks: [l4], target })).rejects.toMatchObject({ code: 'FOLDER_BUSY' });
    expect(await readdir(folder)).toEqual(['loaders']);
    expect((await readdir(target.loaders)).filter((name) => !isFolderLock(name))).toEqual([]);
  });
  await buildLoaders({ banks: [l4], target });
  expect(await readdir(target.loaders)).toEqual(['manifest.json', 'stm32l4-otp.elf']);
});

describe('a build of one bank names no loader of another bank', () => {
  const moved = () => ({ ...f4, bank: { ...f4.bank, otp: { ...f4.bank.otp, base: 0x1fff5800 } } });
  const remedy = expect.stringMatching(/: otpforge build stm32l4-otp stm32f4-otp$/);

  test.each([false, true])('that was built from other facts (check %s)', async (check) => {
    const target = folderTarget(folder);
    await buildLoaders({ banks: [f4, l4], target });
    const before = await contents(target);
    await expect(
      buildLoaders({ banks: [l4], knownBanks: [moved(), l4], target, check }),
    ).rejects.toMatchObject({ code: 'LOADER_INVALID', remedy });
    expect(await contents(target)).toEqual(before);
  });

  test('that is not the one of the manifest', async () => {
    const target = folderTarget(folder);
    await buildLoaders({ banks: [f4, l4], target });
    await writeFile(
      join(target.loaders, 'stm32f4-otp.elf'),
      await readFile(join(target.loaders, 'stm32l4-otp.elf')),
    );
    await expect(buildLoaders({ banks: [l4], knownBanks: [f4, l4], target })).rejects.toMatchObject({
      code: 'LOADER_HASH',
      remedy,
    });
  });

  test('that no folder describes any more', async () => {
    const target = folderTarget(folder);
    await buildLoaders({ banks: [f4, l4], target });
    await buildLoaders({ banks: [l4], knownBanks: [l4], target });
    expect(await readFile(target.devicesXml, 'utf8')).not.toContain('STM32F401CB');
    expect(await readFile(join(target.loaders, 'manifest.json'), 'utf8')).not.toContain('stm32f4-otp');
  });
});
