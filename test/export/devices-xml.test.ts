import { describe, expect, test } from 'vitest';
import { isSector, listDevices, loadBanks } from '../../src/bank/index.js';
import { devicesXml } from '../../src/export/devices-xml.js';
import { packagePath } from '../../src/files/package-path.js';
import { readText } from '../../src/files/read.js';
import { parseXml, type XmlElement } from './parse-xml.js';

const banks = await loadBanks();
/** By the manuals: what each family's bank is, and its core. */
const families: readonly (readonly [name: RegExp, bank: string, base: string, size: string, core: string])[] =
  [
    [/^STM32C0/, 'stm32c0', '0x1FFF7000', '0x400', 'JLINK_CORE_CORTEX_M0'],
    [/^STM32F2/, 'stm32f2', '0x1FFF7800', '0x210', 'JLINK_CORE_CORTEX_M3'],
    [/^STM32F4/, 'stm32f4', '0x1FFF7800', '0x210', 'JLINK_CORE_CORTEX_M4'],
    [/^STM32F7[23]/, 'stm32f72x', '0x1FF07800', '0x210', 'JLINK_CORE_CORTEX_M7'],
    [/^STM32F7[45]/, 'stm32f74x', '0x1FF0F000', '0x410', 'JLINK_CORE_CORTEX_M7'],
    [/^STM32F7[67]/, 'stm32f76x', '0x1FF0F000', '0x410', 'JLINK_CORE_CORTEX_M7'],
    [/^STM32G0/, 'stm32g0', '0x1FFF7000', '0x400', 'JLINK_CORE_CORTEX_M0'],
    [/^STM32G4/, 'stm32g4', '0x1FFF7000', '0x400', 'JLINK_CORE_CORTEX_M4'],
    [/^STM32L4/, 'stm32l4', '0x1FFF7000', '0x400', 'JLINK_CORE_CORTEX_M4'],
    [/^STM32L5/, 'stm32l5', '0x0BFA0000', '0x200', 'JLINK_CORE_CORTEX_M33'],
    [/^STM32U0/, 'stm32u0', '0x1FFF6800', '0x400', 'JLINK_CORE_CORTEX_M0'],
    [/^STM32U5/, 'stm32u5', '0x0BFA0000', '0x200', 'JLINK_CORE_CORTEX_M33'],
  ];
const familyOf = (name: string | undefined) => families.find(([start]) => start.test(name ?? ''))!;

describe('the devices.xml of the package', async () => {
  const text = await readText(packagePath('devices.xml'));
  const root = parseXml(text);
  const devices = root.children.map(deviceOf);

  test('extends every device of the banks exactly once, sorted', () => {
    const names = devices.map(({ chip }) => chip.Name);
    expect(names).toEqual(
      listDevices(banks.filter(({ bank }) => !isSector(bank)))
        .map(({ name }) => name)
        .sort(),
    );
    expect(new Set(names).size).toBe(names.length);
  });

  test('has one root, and nothing in a Device but ChipInfo and one bank', () => {
    expect(root.name).toBe('DataBase');
    for (const { name, children } of root.children) {
      expect(name).toBe('Device');
      expect(children.map((child) => child.name)).toEqual(['ChipInfo', 'FlashBankInfo']);
    }
  });

  test('gives Vendor, Name and Core, and no RAM', () => {
    for (const { chip } of devices) {
      expect(Object.keys(chip)).toEqual(['Vendor', 'Name', 'Core']);
      const [, , , , core] = familyOf(chip.Name);
      expect(chip).toMatchObject({ Vendor: 'ST', Core: core });
    }
  });

  test('gives each device the bank of its family', () => {
    for (const { chip, bank } of devices) {
      const [, name, base, size] = familyOf(chip.Name);
      expect(bank).toEqual({
        Name: 'OTP',
        BaseAddr: base,
        MaxSize: size,
        Loader: `firmware/loaders/${name}-otp.elf`,
        LoaderType: 'FLASH_ALGO_TYPE_OPEN',
      });
    }
  });

  test('states its licence and notes the native bank of F42x only', () => {
    expect(text).toContain('SPDX-License-Identifier: MIT-0');
    const noted = [
      ...text.matchAll(/<!-- J-Link V7\.86c [^>]*-->\s*<Device>\s*<ChipInfo Vendor="ST" Name="(\w+)"/g),
    ];
    const names = noted.map(([, name]) => name ?? '');
    expect(names.length).toBeGreaterThan(0);
    expect(names.every((name) => /^STM32F4[23][79]/.test(name))).toBe(true);
    expect(names).toHaveLength(devices.filter(({ chip }) => /^STM32F4[23][79]/.test(chip.Name ?? '')).length);
  });
});

describe('devicesXml', () => {
  const [f4] = banks;

  test('escapes what a bank says, and writes Windows paths with forward slashes', async () => {
    const bank = { ...f4!.bank, vendor: 'A&B <"C">' };
    const root = parseXml(await devicesXml([{ bank, loader: 'a\\b&c.elf' }]));
    const { chip, bank: info } = deviceOf(root.children[0]!);
    expect(chip.Vendor).toBe('A&B <"C">');
    expect(info.Loader).toBe('a/b&c.elf');
  });

  test('puts no two hyphens into a comment', async () => {
    const bank = { ...f4!.bank, lines: f4!.bank.lines.map((line) => ({ ...line, note: 'a --> b -' })) };
    expect(() => parseXml('')).toThrow();
    expect(parseXml(await devicesXml([{ bank, loader: 'x.elf' }])).children.length).toBeGreaterThan(0);
  });

  test('leaves out a Core that J-Link has no name for', async () => {
    const bank = { ...f4!.bank, lines: f4!.bank.lines.map((line) => ({ ...line, core: 'Cortex-X9' })) };
    const { chip } = deviceOf(parseXml(await devicesXml([{ bank, loader: 'x.elf' }])).children[0]!);
    expect(Object.keys(chip)).toEqual(['Vendor', 'Name']);
  });

  test('gives a device of two banks both, and of two at one address the first', async () => {
    const second = { ...f4!.bank, bankName: 'OTP2', otp: { ...f4!.bank.otp, base: 0x1ff07800 } };
    const hidden = { ...f4!.bank, bankName: 'OTP3' };
    const root = parseXml(
      await devicesXml([
        { bank: f4!.bank, loader: 'a.elf' },
        { bank: second, loader: 'b.elf' },
        { bank: hidden, loader: 'c.elf' },
      ]),
    );
    const [, ...infos] = root.children[0]!.children;
    expect(infos.map(({ attributes }) => attributes.Name)).toEqual(['OTP', 'OTP2']);
  });
});

function deviceOf({ children }: XmlElement) {
  return { chip: children[0]?.attributes ?? {}, bank: children[1]?.attributes ?? {} };
}
