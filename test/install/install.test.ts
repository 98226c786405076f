import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { install, uninstall } from '../../src/api/install.js';
import { checkDeviceSupport } from '../../src/doctor/device-support.js';
import type { DoctorHost } from '../../src/doctor/host.js';
import { jlinkFolder } from '../../src/install/jlink-folder.js';
import { exportedNames, shippedDevices } from '../support/bank-names.js';
import { inFolder, otpforge } from '../support/cli.js';
import { filesIn, put } from './folder.js';

const xml = 'ST/STM32F4_OTP/Devices.xml';
const record = 'otpforge-installed.json';
// A family has one folder: the banks of STM32F7 share theirs.
const folderOf = (bank: string) => `ST/${bank.slice(0, 'stm32f4'.length).toUpperCase()}_OTP`;
const filesOf = (bank: string) => [`${folderOf(bank)}/Devices.xml`, `${folderOf(bank)}/${bank}.elf`];
const own = [...new Set(exportedNames.flatMap(filesOf))];
const others = own.filter((name) => !filesOf('stm32f4-otp').includes(name));
const all = exportedNames.reduce((sum, name) => sum + shippedDevices[name], 0);

describe('install', () => {
  it('is undone by uninstall, down to the last folder, and leaves strangers alone', () =>
    inFolder(async (base) => {
      const dir = join(base, 'JLinkDevices');
      put(dir, 'ST/Other/Devices.xml', 'theirs');
      const done = await install({ dir });
      expect(done).toMatchObject({ written: own, unchanged: [], removed: [], kept: [], devices: all });
      expect(filesIn(dir)).toEqual(['ST/Other/Devices.xml', ...own, record].sort());
      expect(await uninstall({ dir })).toMatchObject({ removed: own, kept: [], missing: [] });
      expect(filesIn(dir)).toEqual(['ST/Other/Devices.xml']);
      expect(readdirSync(join(dir, 'ST'))).toEqual(['Other']);
      expect(readFileSync(join(dir, 'ST/Other/Devices.xml'), 'utf8')).toBe('theirs');
    }));

  it('writes nothing with --dry-run, and tells the same', () =>
    inFolder(async (base) => {
      const dir = join(base, 'new');
      const dry = await install({ dir, dryRun: true });
      expect(filesIn(base)).toEqual([]);
      expect({ ...(await install({ dir })), dryRun: true }).toEqual(dry);
      const before = filesIn(dir);
      expect(await uninstall({ dir, dryRun: true })).toMatchObject({ removed: own });
      expect(filesIn(dir)).toEqual(before);
    }));

  it('changes nothing when repeated, and takes away what is not wanted any more', () =>
    inFolder(async (dir) => {
      await install({ dir });
      expect(await install({ dir })).toMatchObject({ written: [], unchanged: own });
      const less = await install({ dir, names: ['stm32f4-otp'], skipNative: true });
      expect(less).toMatchObject({ written: [xml], removed: others, kept: [] });
      expect(filesIn(dir)).toEqual([...filesOf('stm32f4-otp'), record].sort());
    }));

  it('never replaces a file of somebody else, nor one that was changed', () =>
    inFolder(async (dir) => {
      put(dir, xml, 'theirs');
      await expect(install({ dir })).rejects.toMatchObject({
        code: 'INSTALL_FOREIGN_FILES',
        details: { files: [xml] },
      });
      expect(filesIn(dir)).toEqual([xml]);
      rmSync(join(dir, xml));
      await install({ dir });
      put(dir, xml, 'changed');
      await expect(install({ dir })).rejects.toMatchObject({ code: 'INSTALL_FOREIGN_FILES' });
      expect(await uninstall({ dir })).toMatchObject({
        kept: [xml],
        removed: own.filter((name) => name !== xml),
      });
      expect(filesIn(dir)).toEqual([xml]);
      expect(readFileSync(join(dir, xml), 'utf8')).toBe('changed');
    }));

  it('keeps a changed file that it would have taken away, and names it', () =>
    inFolder(async (dir) => {
      await install({ dir });
      put(dir, 'ST/STM32L4_OTP/Devices.xml', 'changed');
      expect(await install({ dir, names: ['stm32f4-otp'] })).toMatchObject({
        kept: ['ST/STM32L4_OTP/Devices.xml'],
        removed: others.filter((name) => name !== 'ST/STM32L4_OTP/Devices.xml'),
      });
    }));

  it('survives files that are gone, and trusts no record that leads elsewhere', () =>
    inFolder(async (dir) => {
      await install({ dir });
      rmSync(join(dir, xml));
      expect(await uninstall({ dir })).toMatchObject({ missing: [xml] });
      expect(await uninstall({ dir })).toMatchObject({ removed: [], kept: [], missing: [] });
      for (const name of ['../x', '/x', 'a/../../x', 'a\n/../../x', 'a/..', 'a\\..\\x', 'C:x']) {
        const entry = { name, sha256: '0'.repeat(64) };
        put(dir, record, JSON.stringify({ format: 'otpforge.installed/1', files: [entry] }));
        await expect(uninstall({ dir }), name).rejects.toMatchObject({ code: 'SCHEMA' });
      }
    }));

  it('neither writes through links nor takes them away, whatever they lead to', () =>
    inFolder(async (base) => {
      const dir = join(base, 'JLinkDevices');
      mkdirSync(join(dir, 'ST/STM32F4_OTP'), { recursive: true });
      symlinkSync(join(base, 'nowhere.xml'), join(dir, xml));
      await expect(install({ dir })).rejects.toMatchObject({ code: 'INSTALL_FOREIGN_FILES' });
      rmSync(join(dir, xml));
      await install({ dir });
      renameSync(join(dir, xml), join(base, 'moved.xml'));
      symlinkSync(join(base, 'moved.xml'), join(dir, xml));
      expect((await uninstall({ dir })).kept).toEqual([xml]);
      expect(existsSync(join(base, 'nowhere.xml'))).toBe(false);
      rmSync(dir, { recursive: true });
      mkdirSync(join(base, 'elsewhere'));
      mkdirSync(dir);
      symlinkSync(join(base, 'elsewhere'), join(dir, 'ST'));
      await expect(install({ dir })).rejects.toMatchObject({ code: 'INSTALL_FOREIGN_FILES' });
      expect(filesIn(join(base, 'elsewhere'))).toEqual([]);
    }));

  it('takes back what it has written when it cannot go on', () =>
    inFolder(async (dir) => {
      put(dir, 'ST/STM32L4_OTP', 'a file where a folder must be');
      await expect(install({ dir })).rejects.toMatchObject({ code: 'FILE_WRITE_FAILED' });
      expect(readdirSync(dir, { recursive: true })).toEqual(['ST', join('ST', 'STM32L4_OTP')]);
    }));

  it('installs nothing by a list that names none of the devices', () =>
    inFolder(async (dir) => {
      await install({ dir });
      const known = join(dir, 'list.txt');
      put(dir, 'list.txt', '<VendorInfo Name="NXP"><DeviceInfo Name="LPC1768"/></VendorInfo>');
      await expect(install({ dir, known })).rejects.toMatchObject({ code: 'DEVICE_LIST_INVALID' });
      expect(filesIn(dir)).toEqual([...own, record, 'list.txt'].sort());
    }));

  it('speaks on the command line', () =>
    inFolder(async (folder) => {
      const dry = await otpforge(['install', '--dir', 'jl', '--dry-run', '--skip-native'], folder);
      expect(dry.exitCode).toBe(0);
      expect(dry.stdout).toContain(`${all - 43} devices would get their OTP bank in jl`);
      expect((await otpforge(['install', '--dir', 'jl', '--json'], folder)).stdout).toContain(
        'otpforge.install/1',
      );
      put(join(folder, 'jl'), xml, 'changed');
      const refused = await otpforge(['install', '--dir', 'jl'], folder);
      expect(refused.exitCode).toBe(5);
      expect(refused.stderr).toContain(xml);
      const gone = await otpforge(['uninstall', '--dir', 'jl'], folder);
      expect(gone.stdout).toContain(`removed ${own.length - 1} files from jl`);
      expect(gone.stdout).toContain(`kept ${xml}: changed since`);
    }));
});

describe('where J-Link looks', () => {
  it.each([
    ['linux', {}, '/home/u', '/home/u/.config/SEGGER/JLinkDevices'],
    ['darwin', {}, '/Users/u', '/Users/u/Library/Application Support/SEGGER/JLinkDevices'],
    ['win32', { APPDATA: '/roaming' }, '/u', '/roaming/SEGGER/JLinkDevices'],
    ['win32', {}, '/u', '/u/AppData/Roaming/SEGGER/JLinkDevices'],
  ] as const)('on %s', (platform, env, home, folder) => {
    expect(jlinkFolder({ platform, env, home }).replaceAll('\\', '/')).toBe(folder);
  });

  it('is nowhere without a home folder', () => {
    for (const home of ['', 'home']) {
      const host = { platform: 'linux', env: {}, home } as const;
      expect(() => jlinkFolder(host)).toThrow(expect.objectContaining({ code: 'USAGE' }));
    }
  });
});

describe('doctor', () => {
  const look = (root: string) => {
    const host: DoctorHost = { platform: 'linux', env: {}, home: '/home/u', root };
    return { place: join(root, jlinkFolder(host)), check: () => checkDeviceSupport(host) };
  };

  it('tells that the installed banks are in force', () =>
    inFolder(async (root) => {
      const { place, check } = look(root);
      expect(check()).toMatchObject({ status: 'warning', cure: expect.stringContaining('otpforge install') });
      await install({ dir: place });
      expect(check()).toMatchObject({
        status: 'ok',
        what: expect.stringContaining('as otpforge installed them'),
      });
    }));

  const rival = (bank: string) =>
    `<Database><Device><ChipInfo Vendor="ST" Name="STM32F401RE" />${bank}</Device></Database>`;

  it('names files that were changed, and files that may win over ours', () =>
    inFolder(async (root) => {
      const { place, check } = look(root);
      await install({ dir: place });
      put(place, 'Z/Devices.xml', rival('<FlashBankInfo Name="OTP" BaseAddr="0x1fff7800" />'));
      expect(check()).toMatchObject({
        status: 'warning',
        what: expect.stringContaining('Z/Devices.xml also'),
      });
      put(place, 'Z/Devices.xml', rival('<FlashBankInfo Name="QSPI" BaseAddr="0x90000000" />'));
      expect(check().status).toBe('ok');
      put(place, xml, 'changed');
      expect(check()).toMatchObject({
        status: 'warning',
        what: expect.stringContaining(xml),
        cure: expect.stringContaining('move away what it keeps'),
      });
    }));
});
