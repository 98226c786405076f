import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildBanks } from '../../src/bank/build-banks.js';
import { builtBanks } from '../../src/bank/built-banks.js';
import { findBank, findDevice, listingOf, loadBank, ownBanksFolder } from '../../src/bank/index.js';
import { writeManyBanks } from './many-banks.js';

let work: string;
let folder: string;
let built: string;
beforeEach(() => {
  work = mkdtempSync(join(tmpdir(), 'otpforge-banks-'));
  [folder, built] = [join(work, 'banks'), join(work, 'built')];
});
afterEach(() => rmSync(work, { recursive: true, force: true }));

function build(): void {
  mkdirSync(built, { recursive: true });
  for (const [name, text] of buildBanks(folder)) writeFileSync(join(built, name), text);
}

describe('the banks that the build writes as JSON', () => {
  beforeEach(() => {
    cpSync(ownBanksFolder, folder, { recursive: true });
    build();
  });

  it('are what their YAML says', async () => {
    const banks = builtBanks(folder, built) ?? [];
    expect(banks.map(({ file }) => file)).toEqual(
      readdirSync(folder)
        .filter((name) => name.endsWith('.yaml'))
        .map((name) => join(folder, name)),
    );
    for (const each of banks) {
      const { bank } = await loadBank(each.file);
      expect(each.bank).toEqual(bank);
      expect(listingOf(each)).toEqual(listingOf({ bank }));
    }
  });

  it('do not count once a file of the folder has changed', () => {
    const file = join(folder, 'stm32f4.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('0x1FFF7800', '0x1FFF7400'));
    expect(builtBanks(folder, built)).toBeUndefined();
  });

  it('do not count once a file has come or gone', () => {
    writeFileSync(join(folder, 'acme.yml'), '');
    expect(builtBanks(folder, built)).toBeUndefined();
    rmSync(join(folder, 'acme.yml'));
    expect(builtBanks(folder, built)).toBeDefined();
    rmSync(join(folder, 'stm32l4.yaml'));
    expect(builtBanks(folder, built)).toBeUndefined();
  });

  it('do not count where nothing was built', () => {
    expect(builtBanks(folder, join(work, 'nowhere'))).toBeUndefined();
  });
});

describe('a device among 25 banks', () => {
  beforeEach(() => {
    writeManyBanks(folder, 25);
    build();
  });

  it('is found without reading any other bank', () => {
    for (const name of readdirSync(built)) {
      if (name !== 'index.json' && name !== 'stm32xq-otp.bank.json') rmSync(join(built, name));
    }
    const banks = builtBanks(folder, built) ?? [];
    expect(banks).toHaveLength(25);
    const device = findDevice('stm32xq76rgt6', banks);
    expect(device).toMatchObject({ name: 'STM32XQ76RG', flashKb: 1024, file: join(folder, 'stm32xq.yaml') });
    expect(device.bank.name).toBe('stm32xq-otp');
    expect(device.line.devices[device.name]).toBe(1024);
    expect(findBank('stm32xq-otp', banks).bank.name).toBe('stm32xq-otp');
  });

  it('is missed without reading a bank', () => {
    for (const name of readdirSync(built)) if (name !== 'index.json') rmSync(join(built, name));
    const banks = builtBanks(folder, built) ?? [];
    expect(() => findDevice('STM32XQ76RZ', banks)).toThrow(
      expect.objectContaining({
        code: 'DEVICE_UNKNOWN',
        details: expect.objectContaining({ suggestions: expect.arrayContaining(['STM32XQ76RG']) }),
      }),
    );
  });
});
