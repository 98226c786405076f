import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Bank, loadBank } from '../../src/bank/index.js';
import { packagePath } from '../../src/files/package-path.js';
import { loadBuiltLoader, readLoader } from '../../src/loader/index.js';
import { makeElf, returning, soundLoader } from './make-elf.js';

let folder: string;
let bank: Bank;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'otpforge-test-'));
  await cp(packagePath('firmware', 'loaders'), folder, { recursive: true });
  ({ bank } = await loadBank(packagePath('banks', 'stm32f4.yaml')));
});
afterEach(() => rm(folder, { recursive: true }));

describe('loadBuiltLoader', () => {
  test('finds the loader that ships with the package', async () => {
    const loader = await loadBuiltLoader(bank);
    expect(loader.code.length).toBeLessThanOrEqual(640);
    expect(loader.code.length % 4).toBe(0);
    expect(loader.stackBytes).toBeLessThanOrEqual(200);
    expect(loader.device).toMatchObject({ base: 0x1fff7800, size: 0x210, pageSize: 16, algoVersion: 0x0101 });
    for (const name of ['Init', 'UnInit', 'EraseSector', 'EraseChip', 'ProgramPage', 'BlankCheck', 'Burn']) {
      expect(loader.entries.get(name), name).toBeLessThan(loader.code.length);
      expect((loader.entries.get(name) ?? 1) % 2).toBe(0);
    }
  });

  test('refuses a file that is not the one of the manifest', async () => {
    const file = join(folder, 'stm32f4-otp.elf');
    const bytes = await readFile(file);
    bytes.writeUInt8(bytes.readUInt8(0x80) ^ 1, 0x80);
    await writeFile(file, bytes);
    await expect(loadBuiltLoader(bank, { folders: [folder] })).rejects.toMatchObject({
      code: 'LOADER_HASH',
      details: { file },
    });
  });

  test('refuses a loader of another area than the bank now has', async () => {
    const moved = { ...bank, otp: { ...bank.otp, base: 0x1ff07800 } };
    await expect(loadBuiltLoader(moved, { folders: [folder] })).rejects.toMatchObject({
      code: 'LOADER_INVALID',
      message: expect.stringContaining('0x1FFF7800'),
    });
  });

  test.each([
    ['write unit', { writeUnit: 4 }],
    ['rule for a second write', { rewrite: 'once' }],
    ['locks', { locks: undefined }],
  ] as const)('refuses a loader that was built for another %s', async (_, change) => {
    const edited = { ...bank, otp: { ...bank.otp, ...change } };
    await expect(loadBuiltLoader(edited, { folders: [folder] })).rejects.toMatchObject({
      code: 'LOADER_INVALID',
      remedy: 'Build it again: otpforge build stm32f4-otp',
    });
  });

  test('says how to build a loader that is not there', async () => {
    await expect(loadBuiltLoader({ ...bank, name: 'acme' }, { folders: [folder] })).rejects.toMatchObject({
      code: 'LOADER_NOT_BUILT',
      remedy: 'Build it: otpforge build acme, with the same --banks',
    });
  });

  test('looks into later folders when an earlier one has none', async () => {
    const loader = await loadBuiltLoader(bank, { folders: [join(folder, 'nowhere'), folder] });
    expect(loader.file).toBe(join(folder, 'stm32f4-otp.elf'));
  });

  test.each([
    ['is no JSON', '{', 'SCHEMA'],
    ['lacks its format', '{}', 'FORMAT_UNKNOWN'],
    ['is newer', '{"format":"otpforge.loaders/2"}', 'FORMAT_TOO_NEW'],
    ['lacks a field', '{"format":"otpforge.loaders/1"}', 'SCHEMA'],
  ])('refuses a manifest that %s', async (_, text, code) => {
    await writeFile(join(folder, 'manifest.json'), text);
    await expect(loadBuiltLoader(bank, { folders: [folder] })).rejects.toMatchObject({ code });
  });

  test('takes no file name with a folder from a manifest', async () => {
    const manifest = join(folder, 'manifest.json');
    const text = await readFile(manifest, 'utf8');
    await writeFile(manifest, text.replace('"stm32f4-otp.elf"', '"../stm32f4-otp.elf"'));
    await expect(loadBuiltLoader(bank, { folders: [folder] })).rejects.toMatchObject({ code: 'SCHEMA' });
  });
});

describe('readLoader', () => {
  test('joins PrgCode and PrgData, and takes entries relative to the code', () => {
    const spec = soundLoader();
    const by = 0x2000_0000;
    const moved = {
      sections: spec.sections.map((old) => ({ ...old, address: (old.address ?? 0) + by })),
      symbols: spec.symbols.map((old) => ({ ...old, value: old.value + by })),
    };
    const loader = readLoader(makeElf(moved), 'moved.elf');
    expect(loader.code).toEqual(Uint8Array.of(...returning(64), 0, 0, 0, 0));
    expect(loader.entries.get('UnInit')).toBe(4);
  });

  test('says what a file lacks to be a loader', () => {
    const spec = soundLoader();
    const bare = { ...spec, symbols: spec.symbols.filter(({ name }) => name !== 'FlashDevice') };
    expect(() => readLoader(makeElf(bare), 'bare.elf')).toThrow('it has no FlashDevice descriptor');
  });
});
