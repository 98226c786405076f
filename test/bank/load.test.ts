import { mkdir, mkdtemp, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { banks as listBanks } from '../../src/api/banks.js';
import { findBank, findDevice, loadBanks, ownBanksFolder } from '../../src/bank/index.js';
import { shippedBanks } from '../support/bank-names.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'otpforge-banks-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** The shipped L4 bank under another name, with its devices called by `prefix`, in a folder below ours. */
async function describeBank(into: string, name: string, prefix = 'STM32'): Promise<string> {
  const text = await readFile(join(ownBanksFolder, 'stm32l4.yaml'), 'utf8');
  const path = join(folder, into);
  await mkdir(path, { recursive: true });
  await writeFile(
    join(path, `${name}.yaml`),
    text.replace('name: stm32l4-otp', `name: ${name}`).replaceAll(/\bSTM32(L\w+): /g, `${prefix}$1: `),
  );
  return path;
}

describe('folders of banks', () => {
  it('may be named twice, and beside the default', async () => {
    const mine = await describeBank('mine', 'mine');
    const loaded = await loadBanks([mine, relative('.', mine), `${mine}/`, ownBanksFolder]);
    expect(loaded.map(({ bank }) => bank.name)).toEqual(['mine', ...shippedBanks]);
  });

  it('hold no two banks of one name', async () => {
    const mine = await describeBank('mine', 'mine');
    await writeFile(join(mine, 'second.yaml'), await readFile(join(mine, 'mine.yaml')));
    await expect(loadBanks([mine])).rejects.toMatchObject({ code: 'BANK_AMBIGUOUS' });
  });

  it.each([
    ['a file of megabytes', (path: string) => writeFile(path, '').then(() => truncate(path, 10_000_000))],
    ['a link to a device', (path: string) => symlink('/dev/zero', path)],
  ])('hold no bank that is %s', async (_what, make) => {
    await make(join(folder, 'odd.yaml'));
    await expect(loadBanks([folder])).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
      message: expect.stringContaining(join(folder, 'odd.yaml')),
    });
  });
});

describe('a device that two banks name', () => {
  it('is of the bank in the first folder, whatever the letters of its name', async () => {
    const loaded = await loadBanks([await describeBank('mine', 'mine', 'stm32')]);
    expect(findDevice('STM32L476RG', loaded)).toMatchObject({ name: 'stm32L476RG', bank: { name: 'mine' } });
  });

  it('is listed with that bank alone', async () => {
    const { banks } = await listBanks({ banks: [await describeBank('mine', 'mine', 'stm32')] });
    const counts = banks.map(({ name, devices }) => [name, devices.length]);
    expect(counts).toEqual([
      ['mine', 139],
      ['stm32c0-otp', 54],
      ['stm32f2-otp', 38],
      ['stm32f4-otp', 149],
      ['stm32f72x-otp', 25],
      ['stm32f74x-otp', 24],
      ['stm32f76x-otp', 39],
      ['stm32g0-otp', 104],
      ['stm32g4-otp', 93],
      ['stm32h72x-e-sector', 7],
      ['stm32h72x-g-sector', 14],
      ['stm32h74x-g-sector', 12],
      ['stm32h74x-i-sector', 18],
      ['stm32l4-otp', 0],
      ['stm32l5-otp', 17],
      ['stm32u0-otp', 32],
      ['stm32u5-otp', 77],
    ]);
  });

  it('is of neither when both are in one folder', async () => {
    const mine = await describeBank('mine', 'a-mine');
    await describeBank('mine', 'b-mine', 'stm32');
    const loaded = await loadBanks([mine]);
    const refusal = expect.objectContaining({
      code: 'BANK_AMBIGUOUS',
      message: `${join(mine, 'a-mine.yaml')} and ${join(mine, 'b-mine.yaml')} both describe STM32L476RG`,
    });
    expect(() => findDevice('STM32L476RGT6', loaded)).toThrow(refusal);
    expect(() => findBank('STM32L476RG', loaded)).toThrow(refusal);
    expect(findBank('b-mine', loaded).bank.name).toBe('b-mine');
  });
});
