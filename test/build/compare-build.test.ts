import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type LoadedBank, loadBank } from '../../src/bank/index.js';
import { type BuildOptions, buildLoaders } from '../../src/build/build.js';
import { type BuildTarget, folderTarget } from '../../src/build/build-target.js';
import { packagePath } from '../../src/files/package-path.js';
import { contents, editManifest } from './target-files.js';

let folder: string;
let f4: LoadedBank;
let l4: LoadedBank;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'otpforge-test-'));
  f4 = await loadBank(packagePath('banks', 'stm32f4.yaml'));
  l4 = await loadBank(packagePath('banks', 'stm32l4.yaml'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('build with check', () => {
  test('names the section and offset of a changed ELF', async () => {
    const { target, options } = await builtPair();
    const elf = join(target.loaders, 'stm32f4-otp.elf');
    const bytes = await readFile(elf);
    bytes.writeUInt8(bytes.readUInt8(0x74 + 10) ^ 1, 0x74 + 10);
    await writeFile(elf, bytes);
    await expect(buildLoaders(options)).rejects.toMatchObject({
      code: 'BUILD_DIFFERS',
      message: `${elf}: differs from a fresh build at offset 0x7E, PrgCode + 0xA`,
    });
  });

  test('names the line of a changed devices.xml', async () => {
    const { target, options } = await builtPair();
    const text = await readFile(target.devicesXml, 'utf8');
    await writeFile(target.devicesXml, text.replace('STM32F401CB', 'STM32F401XX'));
    await expect(buildLoaders(options)).rejects.toMatchObject({
      code: 'BUILD_DIFFERS',
      message: expect.stringMatching(/devices\.xml: differs from a fresh build at line 9$/),
    });
  });

  test('writes nothing', async () => {
    const { target, options } = await builtPair();
    const before = await contents(target);
    await buildLoaders(options);
    expect(await contents(target)).toEqual(before);
  });

  test('judges by the contract when the manifest is of another compiler', async () => {
    const { target, options } = await builtPair();
    await editManifest(target, (text) =>
      text.replace(/"compiler": ".*"/g, '"compiler": "arm-none-eabi-gcc 99.0"'),
    );
    expect((await buildLoaders(options)).judgedBy).toBe('contract');
  });

  test('sees a source that changed since another compiler built it', async () => {
    const { target, options } = await builtPair();
    await editManifest(target, (text) =>
      text
        .replace(/"compiler": ".*"/g, '"compiler": "arm-none-eabi-gcc 99.0"')
        .replace(/"source": "[0-9a-f]{8}/, '"source": "00000000'),
    );
    await expect(buildLoaders(options)).rejects.toMatchObject({
      code: 'BUILD_DIFFERS',
      message: expect.stringContaining('was built from another source'),
    });
  });

  test.each([
    ['ELF', 'stm32f4-otp.elf', /stm32f4-otp\.elf: differs from a fresh build at /],
    ['manifest entry', 'manifest.json', /manifest\.json: differs from a fresh build at line /],
  ])('sees a changed %s of this compiler beside a loader of another', async (_, file, message) => {
    const { target, options } = await builtPair();
    await editManifest(target, (text) => {
      const at = text.lastIndexOf('"compiler": ');
      return (
        text.slice(0, at) + text.slice(at).replace(/"compiler": ".*"/, '"compiler": "arm-none-eabi-gcc 99.0"')
      );
    });
    expect((await buildLoaders(options)).judgedBy).toBe('contract');
    const path = join(target.loaders, file);
    const bytes = await readFile(path);
    const at = file.endsWith('.json') ? bytes.indexOf('"stackBytes": ') + '"stackBytes": '.length : 0x7e;
    bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
    await writeFile(path, bytes);
    await expect(buildLoaders(options)).rejects.toMatchObject({
      code: 'BUILD_DIFFERS',
      message: expect.stringMatching(message),
    });
  });

  test('sees a bank that changed since another compiler built its loader', async () => {
    const { target, options } = await builtPair();
    await editManifest(target, (text) =>
      text
        .replace(/"compiler": ".*"/g, '"compiler": "arm-none-eabi-gcc 99.0"')
        .replace(/"facts": "[0-9a-f]{8}/, '"facts": "00000000'),
    );
    await expect(buildLoaders(options)).rejects.toMatchObject({
      code: 'BUILD_DIFFERS',
      message: expect.stringContaining('was built from another bank description'),
    });
  });

  test('sees an ELF that is not the one of the manifest, whatever the compiler', async () => {
    const { target, options } = await builtPair();
    await editManifest(target, (text) =>
      text.replace(/"compiler": ".*"/g, '"compiler": "arm-none-eabi-gcc 99.0"'),
    );
    const elf = join(target.loaders, 'stm32f4-otp.elf');
    await writeFile(elf, Buffer.concat([await readFile(elf), Buffer.of(0)]));
    await expect(buildLoaders(options)).rejects.toMatchObject({ code: 'BUILD_DIFFERS' });
  });
});

async function builtPair(): Promise<{ target: BuildTarget; options: BuildOptions }> {
  const target = folderTarget(folder);
  await buildLoaders({ banks: [f4, l4], target });
  return { target, options: { banks: [f4, l4], target, check: true } };
}
