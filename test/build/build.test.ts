import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Bank, type LoadedBank, loadBank, loadBanks } from '../../src/bank/index.js';
import { buildLoaders } from '../../src/build/build.js';
import { folderTarget, packageTarget } from '../../src/build/build-target.js';
import { packagePath } from '../../src/files/package-path.js';
import { type FlashDevice, loadBuiltLoader } from '../../src/loader/index.js';
import { installHint } from '../../src/loader/toolchain.js';
import { contents } from './target-files.js';

let folder: string;
let f4: LoadedBank;
let l4: LoadedBank;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'otpforge-test-'));
  f4 = await loadBank(packagePath('banks', 'stm32f4.yaml'));
  l4 = await loadBank(packagePath('banks', 'stm32l4.yaml'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

describe('buildLoaders', () => {
  test('gives the committed files again', async () => {
    const report = await buildLoaders({
      banks: await loadBanks(),
      target: packageTarget(),
      check: true,
    });
    expect(report.checked).toBe(true);
    expect(report.loaders.flatMap(({ breaches }) => breaches)).toEqual([]);
    for (const { codeBytes, stackBytes } of report.loaders) {
      expect(codeBytes).toBeLessThanOrEqual(640);
      expect(stackBytes).toBeLessThanOrEqual(200);
    }
  });

  test('gives the same bytes in two folders of different depth', async () => {
    const [one, two] = [folderTarget(join(folder, 'a')), folderTarget(join(folder, 'deep', 'er', 'b'))];
    await buildLoaders({ banks: [f4, l4], target: one });
    await buildLoaders({ banks: [l4, f4], target: two });
    expect(await contents(one)).toEqual(await contents(two));
    expect([...(await contents(one)).keys()]).toEqual([
      'devices.xml',
      'manifest.json',
      'stm32f4-otp.elf',
      'stm32l4-otp.elf',
    ]);
  });

  test('makes what loadBuiltLoader finds', async () => {
    const target = folderTarget(folder);
    await buildLoaders({ banks: [l4], target });
    const loader = await loadBuiltLoader(l4.bank, { folders: [target.loaders] });
    expect(loader.device).toMatchObject({ base: 0x1fff7000, size: 0x400 });
    expect(loader.entries.get('Burn')).toBeGreaterThan(0);
    expect(loader.stackBytes).toBeGreaterThan(0);
  });

  test('builds one bank and keeps the others of the folder', async () => {
    const target = folderTarget(folder);
    await buildLoaders({ banks: [f4, l4], target });
    const before = await contents(target);
    await buildLoaders({ banks: [l4], knownBanks: [f4, l4], target });
    expect(await contents(target)).toEqual(before);
  });

  test('builds a bank of double words at another base', async () => {
    const otp = { ...l4.bank.otp, base: 0x1fff6800 };
    expect(await builtDevice({ ...l4.bank, name: 'acme', otp })).toMatchObject({
      base: 0x1fff6800,
      size: 0x400,
    });
  });

  test('builds a bank of bytes with larger blocks', async () => {
    const locks = { ...f4.bank.otp.locks!, offset: 0x400, blockSize: 64 };
    const otp = { ...f4.bank.otp, base: 0x1ff0f000, size: 0x410, data: { offset: 0, size: 0x400 }, locks };
    expect(await builtDevice({ ...f4.bank, name: 'acme', otp })).toMatchObject({
      base: 0x1ff0f000,
      size: 0x410,
    });
  });

  test('builds a bank of bytes without locks', async () => {
    const otp = { ...f4.bank.otp, locks: undefined };
    expect(await builtDevice({ ...f4.bank, name: 'acme', otp })).toMatchObject({
      base: 0x1fff7800,
      size: 0x210,
    });
  });

  test.each([
    ['double words with locks', () => ({ ...l4.bank.otp, locks: { ...f4.bank.otp.locks!, offset: 0 } })],
    ['bytes that are written once', () => ({ ...f4.bank.otp, rewrite: 'once' as const })],
    ['locks that lie elsewhere', () => ({ ...f4.bank.otp, locks: { ...f4.bank.otp.locks!, offset: 0x204 } })],
  ])('does not compile %s', async (_, otp) => {
    const bank = { ...(otp().writeUnit === 8 ? l4 : f4).bank, otp: otp() };
    await expect(
      buildLoaders({ banks: [{ bank, file: 'acme.yaml' }], target: folderTarget(folder) }),
    ).rejects.toMatchObject({ code: 'COMPILE_FAILED' });
  });

  test.each([
    ['statusOffset', { statusOffset: 0x20 }],
    ['statusBits.WRPERR', { statusBits: { WRPERR: 3 } }],
    ['statusBits.BSY', { statusBits: { BSY: 0 } }],
  ] as const)(
    'does not compile for a controller file with another %s than the bank',
    async (field, change) => {
      const bank = { ...f4.bank, controller: { ...f4.bank.controller, ...change } };
      await expect(
        buildLoaders({ banks: [{ bank, file: 'acme.yaml' }], target: folderTarget(folder) }),
      ).rejects.toMatchObject({
        code: 'COMPILE_FAILED',
        message: expect.stringContaining(`controller.${field} of the bank is another`),
      });
    },
  );

  describe('refuses', () => {
    const broken: readonly [string, string, string][] = [
      [
        'an absolute address, seen in the bytes',
        'position-dependent',
        'const void *const table[] = { 0, &table }; int Extra(int i) { return table[i] != 0; }',
      ],
      [
        'an absolute address',
        'absolute-relocation',
        'const void *const table[] = { 0, &table }; int Extra(int i) { return table[i] != 0; }',
      ],
      ['a missing entry', 'missing-entry', '#define UnInit Renamed'],
      ['too much code', 'code-size', 'int Extra(void) { __asm volatile(".space 300"); return 0; }'],
      [
        'a frame that eats the stack',
        'stack',
        'int Extra(void) { volatile char b[240]; b[1] = 1; return b[2]; }',
      ],
      ['Thumb-2', 'thumb-2', 'int Extra(void) { __asm volatile(".inst.w 0xF2400001"); return 0; }'],
    ];
    test.each(broken)('%s (%s)', async (_, rule, extra) => {
      const controllers = await controllerWith(extra);
      await expect(
        buildLoaders({ banks: [f4], target: folderTarget(folder), controllers }),
      ).rejects.toMatchObject({
        code: 'LOADER_CONTRACT',
        details: { rules: expect.arrayContaining([rule]) },
      });
      expect(await readdir(folder)).not.toContain('loaders');
    });

    test('C that does not compile, naming the line of the controller', async () => {
      const controllers = await controllerWith('int Extra(void) { return nothing; }');
      await expect(
        buildLoaders({ banks: [f4], target: folderTarget(folder), controllers }),
      ).rejects.toMatchObject({
        code: 'COMPILE_FAILED',
        message: expect.stringMatching(
          /^the loader of the bank stm32f4-otp does not compile:\n.*stm32f4\.h:\d+:\d+: error: .*nothing/s,
        ),
      });
    });

    test('a writable variable', async () => {
      const controllers = await controllerWith('int counter = 3; int Extra(void) { return ++counter; }');
      await expect(
        buildLoaders({ banks: [f4], target: folderTarget(folder), controllers }),
      ).rejects.toMatchObject({
        code: 'COMPILE_FAILED',
        message: expect.stringContaining('the loader must hold no initialised variable'),
      });
    });
  });

  test('says how to get a compiler when there is none', async () => {
    await expect(
      buildLoaders({ banks: [f4], target: folderTarget(folder), toolchain: join(folder, 'nowhere') }),
    ).rejects.toMatchObject({
      code: 'TOOLCHAIN_MISSING',
      exitCode: 9,
      remedy: expect.stringContaining('--toolchain'),
    });
  });

  test('says what to do when no temporary folder can be made', async () => {
    vi.stubEnv('TMPDIR', join(folder, 'nowhere'));
    vi.stubEnv('TEMP', join(folder, 'nowhere'));
    await expect(buildLoaders({ banks: [f4], target: folderTarget(folder) })).rejects.toMatchObject({
      code: 'TOOLCHAIN_FAILED',
      message: expect.stringContaining(join(folder, 'nowhere')),
      remedy: expect.stringContaining('TMPDIR'),
    });
  });

  test('says the same when PATH holds none', async () => {
    vi.stubEnv('PATH', folder);
    await expect(buildLoaders({ banks: [f4], target: folderTarget(folder) })).rejects.toMatchObject({
      code: 'TOOLCHAIN_MISSING',
      message: 'the Arm compiler arm-none-eabi-gcc is not on PATH',
    });
  });

  test.each([
    ['linux', 'apt install gcc-arm-none-eabi'],
    ['darwin', 'brew install'],
    ['win32', 'winget install'],
  ] as const)('tells how to install a compiler on %s', (platform, command) => {
    expect(installHint(platform)).toContain(command);
  });

  test('refuses a program that is no GNU compiler', async () => {
    const fake = join(folder, 'arm-none-eabi-gcc');
    await writeFile(fake, '#!/bin/sh\necho hello\n');
    await chmod(fake, 0o755);
    await expect(
      buildLoaders({ banks: [f4], target: folderTarget(folder), toolchain: folder }),
    ).rejects.toMatchObject({ code: 'TOOLCHAIN_FAILED' });
  });
});

async function builtDevice(bank: Bank): Promise<FlashDevice> {
  const target = folderTarget(folder);
  await buildLoaders({ banks: [{ bank, file: 'acme.yaml' }], target });
  return (await loadBuiltLoader(bank, { folders: [target.loaders] })).device;
}

/** The package's F4 controller with some more C at its end. */
async function controllerWith(extra: string): Promise<string> {
  const controllers = join(folder, 'controllers');
  await mkdir(controllers);
  await cp(packagePath('test', 'support', 'c-headers', 'stm32f4.h'), join(controllers, 'stm32f4.h'));
  const text = await readFile(join(controllers, 'stm32f4.h'), 'utf8');
  await writeFile(join(controllers, 'stm32f4.h'), `${text}\n${extra}\n`);
  return controllers;
}
