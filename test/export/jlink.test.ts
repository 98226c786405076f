import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exportBanks } from '../../src/api/export-banks.js';
import { exportJlinkDevices } from '../../src/api/export-jlink.js';
import { listDevices } from '../../src/bank/index.js';
import { exportJlink } from '../../src/export/jlink.js';
import { readJlinkDeviceList } from '../../src/export/jlink-device-list.js';
import { sha256Of } from '../../src/loader/index.js';
import { exportedBanks } from '../support/banks.js';
import { inFolder, otpforge } from '../support/cli.js';
import { madeUpBanks } from './made-up-bank.js';
import { parseXml } from './parse-xml.js';

const all = listDevices(exportedBanks).map(({ name }) => name);
const xmlOf = (files: Awaited<ReturnType<typeof exportJlink>>['files']) =>
  files.filter(({ name }) => name.endsWith('.xml')).map(({ content }) => String(content));
const namesOf = (text: string) =>
  parseXml(text).children.map(({ children }) => children[0]?.attributes.Name ?? '');

/** Whether xmllint finds a file to keep to the grammar. */
function valid(file: string): boolean {
  return (
    spawnSync('xmllint', ['--nonet', '--noout', '--schema', 'test/export/jlink-devices.xsd', file]).status ===
    0
  );
}

describe('the JLinkDevices folder', () => {
  it('has a file per family as expected, its loaders beside it', async () => {
    const short = madeUpBanks.map((each) => ({
      ...each,
      bank: { ...each.bank, lines: each.bank.lines.slice(0, 1) },
    }));
    const { files } = await exportJlink(short);
    expect(files.map(({ name }) => name)).toEqual([
      'ST/STM32F4_OTP/Devices.xml',
      'ST/STM32F4_OTP/stm32f4-otp.elf',
      'ST/STM32L4_OTP/Devices.xml',
      'ST/STM32L4_OTP/stm32l4-otp.elf',
    ]);
    await expect(String(files[0]?.content)).toMatchFileSnapshot('golden/STM32F4_OTP-Devices.xml');
  });

  it('names every device once, and never lets an erase command reach the OTP', async () => {
    const { files, devices, leftOut } = await exportJlink(await exportBanks({}));
    expect(xmlOf(files).flatMap(namesOf).sort()).toEqual([...all].sort());
    expect([devices, leftOut]).toEqual([all.length, []]);
    for (const text of xmlOf(files)) expect(text).not.toContain('AlwaysPresent');
  });

  it('keeps to the grammar of JLinkDevices.xml, as devices.xml does, and the grammar notices what does not', () =>
    inFolder(async (folder) => {
      await exportJlinkDevices({ out: folder });
      const file = join(folder, 'ST', 'STM32F4_OTP', 'Devices.xml');
      expect(valid(file)).toBe(true);
      expect(valid(join(folder, 'ST', 'STM32L4_OTP', 'Devices.xml'))).toBe(true);
      expect(valid('devices.xml')).toBe(true);
      const text = readFileSync(file, 'utf8');
      for (const [from, to] of [
        ['Name="STM32F401CB"', 'Name="STM32F401CC"'],
        ['Vendor="ST" ', ''],
        ['BaseAddr=', 'Modify='],
        ['FLASH_ALGO_TYPE_OPEN', 'FLASH_ALGO_TYPE_SFL'],
      ] as const) {
        const bad = join(folder, 'bad.xml');
        writeFileSync(bad, text.replace(from, to));
        expect(valid(bad), `${from} to ${to}`).toBe(false);
      }
    }));

  it('names loaders that are there, and are those of the manifest', () =>
    inFolder(async (folder) => {
      const { files, banks } = await exportJlinkDevices({ out: folder });
      for (const { name } of files.filter((file) => file.name.endsWith('.xml'))) {
        const loaders = new Set(
          [...readFileSync(join(folder, name), 'utf8').matchAll(/Loader="([^"]+)"/g)].map(
            ([, loader = '']) => loader,
          ),
        );
        const beside = files.filter(
          (file) => file.name.endsWith('.elf') && dirname(file.name) === dirname(name),
        );
        expect([...loaders].sort()).toEqual(beside.map((file) => basename(file.name)).sort());
        for (const loader of loaders) {
          const file = join(folder, dirname(name), loader);
          expect(existsSync(file)).toBe(true);
          expect(banks.map((each) => each.loader)).toContain(sha256Of(readFileSync(file)));
        }
      }
    }));

  it('leaves STM32F42x and F43x their own bank with --skip-native', async () => {
    const { files, devices, leftOut } = await exportJlink(await exportBanks({}), { skipNative: true });
    expect(leftOut).toEqual(all.filter((name) => /^STM32F4[23][79]/.test(name)).sort());
    expect(devices).toBe(all.length - leftOut.length);
    expect(
      xmlOf(files)
        .flatMap(namesOf)
        .some((name) => leftOut.includes(name)),
    ).toBe(false);
  });

  it('leaves out what the J-Link does not know, and a family of which it knows nothing', async () => {
    const known = new Map([['ST', new Set(['STM32L476RG', 'STM32H743ZI'])]]);
    const { files, devices, leftOut } = await exportJlink(await exportBanks({}), { known });
    expect(files.map(({ name }) => name)).toEqual([
      'ST/STM32L4_OTP/Devices.xml',
      'ST/STM32L4_OTP/stm32l4-otp.elf',
    ]);
    expect([devices, leftOut.length]).toEqual([1, all.length - 1]);
  });
});

describe('the device list of J-Link', () => {
  const list = `<?xml version="1.0"?>
    <DeviceDatabase>
      <VendorInfo Name="Unspecified"><DeviceInfo Name="Cortex-M4" /></VendorInfo>
      <VendorInfo Name="ST"><DeviceInfo Name="STM32F401RE" Core="Cortex-M4"/><DeviceInfo Name="A&amp;B"></DeviceInfo>
        <VendorInfo Name="TI"><DeviceInfo Name="X" Note="a > b" /></VendorInfo>
      <DeviceInfo Name="STM32L476RG"/></VendorInfo>
    </DeviceDatabase>`;

  it('is read by vendor, nested or not', () => {
    expect(readJlinkDeviceList(list, 'x.xml')).toEqual(
      new Map([
        ['Unspecified', new Set(['Cortex-M4'])],
        ['ST', new Set(['STM32F401RE', 'A&B', 'STM32L476RG'])],
        ['TI', new Set(['X'])],
      ]),
    );
  });

  it('is refused when it lists nothing', () => {
    expect(() => readJlinkDeviceList('<DataBase/>', 'x.xml')).toThrow(/x\.xml: no device is listed/);
  });

  it('decides what is exported from the command line', () =>
    inFolder(async (folder) => {
      writeFileSync(join(folder, 'devlist.xml'), list);
      const args = ['export', 'jlink', '--known', 'devlist.xml', '--out', 'out'];
      const { stdout, exitCode } = await otpforge(args, folder);
      expect(exitCode).toBe(0);
      expect(stdout).toContain('2 devices, 5 files in out');
      expect(stdout).toContain(`left out: ${all.length - 2} devices`);
      const json = await otpforge([...args, '--json'], folder);
      expect(JSON.parse(json.stdout)).toMatchObject({ host: 'jlink', devices: 2 });
      writeFileSync(join(folder, 'devlist.xml'), '');
      expect((await otpforge(args, folder)).exitCode).toBe(3);
    }));
});
