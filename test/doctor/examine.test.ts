import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkDeviceSupport } from '../../src/doctor/device-support.js';
import type { DoctorHost } from '../../src/doctor/host.js';
import { checkLibrary } from '../../src/doctor/library.js';
import { checkPermissions } from '../../src/doctor/permissions.js';
import { jlinkFolder } from '../../src/install/jlink-folder.js';
import { StandIn } from '../jlink-standin/bench.js';
import { f401 } from '../support/banks.js';
import { inFolder, otpforge } from '../support/cli.js';

const standIn = new StandIn();
afterAll(() => standIn.close());

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'otpforge-doctor-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function put(path: string, content = ''): string {
  mkdirSync(dirname(root + path), { recursive: true });
  writeFileSync(root + path, content);
  return root + path;
}

const host = (platform: NodeJS.Platform = 'linux', env: DoctorHost['env'] = {}): DoctorHost => ({
  platform,
  env,
  home: '/home/me',
  root,
});

describe('doctor on SEGGER’s library', () => {
  it('tells version and probes', async () => {
    const desk = await standIn.desk(f401);
    expect(await checkLibrary(desk.library)).toMatchObject([
      { check: 'library', status: 'ok', what: expect.stringContaining('V7.94g') },
      { check: 'probes', status: 'ok', what: `attached: J-Link PLUS ${desk.serial}` },
    ]);
    expect(desk.calls()).not.toContain('JLINKARM_OpenEx');
    expect(desk.misuse()).toBe('');
  });

  it('warns when no probe is attached', async () => {
    const desk = await standIn.desk(f401, { probes: [] });
    expect(await checkLibrary(desk.library)).toMatchObject([
      { status: 'ok' },
      { check: 'probes', status: 'warning', cure: expect.stringMatching(/Plug one in/) },
    ]);
  });

  it('warns of probes with one serial number', async () => {
    const desk = await standIn.desk(f401);
    desk.arrange({
      probes: [
        [123456, 'J-Link V9'],
        [17, 'J-Link BASE'],
        [123456, 'J-Link V9'],
      ],
    });
    expect(await checkLibrary(desk.library)).toMatchObject([
      { status: 'ok' },
      { check: 'probes', status: 'ok' },
      {
        check: 'probes',
        status: 'warning',
        what: expect.stringMatching(/several .* serial number 123456/),
        cure: expect.stringMatching(/Unplug all but one/),
      },
    ]);
  });

  it('tells what to install when it is missing or cannot be used', async () => {
    expect(await checkLibrary(join(root, 'none.so'))).toMatchObject([
      { check: 'library', status: 'problem', cure: expect.stringMatching(/segger\.com/) },
    ]);
    expect(await checkLibrary(put('/wrong.so', 'no library'))).toMatchObject([
      { check: 'library', status: 'problem', what: expect.stringMatching(/cannot be used/) },
    ]);
  });

  it('survives a library that crashes', async () => {
    const desk = await standIn.desk(f401, { faults: ['crash JLINKARM_GetDLLVersion 1'] });
    expect(await checkLibrary(desk.library)).toMatchObject([
      { status: 'problem', what: expect.stringMatching(/SIGSEGV in JLINKARM_GetDLLVersion/) },
    ]);
  });
});

describe('doctor on permissions', () => {
  it('asks for nothing on Windows and macOS', () => {
    expect(checkPermissions(host('win32')).status).toBe('ok');
    expect(checkPermissions(host('darwin')).status).toBe('ok');
  });

  it('warns without udev rules, and is content with them', () => {
    expect(checkPermissions(host())).toMatchObject({
      status: 'warning',
      cure: expect.stringMatching(/99-jlink/),
    });
    put('/etc/udev/rules.d/99-jlink.rules');
    expect(checkPermissions(host())).toMatchObject({ status: 'ok' });
  });

  it('names the device file that may not be opened, and only a SEGGER one', () => {
    const device = (name: string, vendor: string, number: string) => {
      put(`/sys/bus/usb/devices/${name}/idVendor`, `${vendor}\n`);
      put(`/sys/bus/usb/devices/${name}/busnum`, '1\n');
      put(`/sys/bus/usb/devices/${name}/devnum`, `${number}\n`);
    };
    put('/etc/udev/rules.d/99-jlink.rules');
    device('1-1', '1366', '7');
    device('1-2', '0483', '8');
    expect(checkPermissions(host())).toMatchObject({
      status: 'problem',
      what: expect.stringMatching(/\/dev\/bus\/usb\/001\/007$/),
    });
    chmodSync(put('/dev/bus/usb/001/007'), 0o666);
    expect(checkPermissions(host())).toMatchObject({ status: 'ok' });
  });
});

describe('doctor on device support', () => {
  it.each([
    ['linux', '/home/me/.config/SEGGER/JLinkDevices'],
    ['darwin', '/home/me/Library/Application Support/SEGGER/JLinkDevices'],
    ['win32', '/roaming/SEGGER/JLinkDevices'],
  ] as const)('knows the folder of %s', (platform, folder) => {
    expect(jlinkFolder(host(platform, { APPDATA: '/roaming' }))).toBe(folder);
  });

  it('finds devices.xml in a folder below', () => {
    expect(checkDeviceSupport(host())).toMatchObject({ status: 'warning' });
    put('/home/me/.config/SEGGER/JLinkDevices/ST/STM32/Devices.xml', '<Database/>');
    expect(checkDeviceSupport(host())).toMatchObject({
      status: 'ok',
      what: expect.stringMatching(/Devices\.xml/),
    });
  });
});

describe('doctor on a device support folder that is none', () => {
  it('warns, and goes on', () => {
    put('/home/me/.config/SEGGER/JLinkDevices');
    expect(checkDeviceSupport(host())).toMatchObject({
      status: 'warning',
      what: expect.stringMatching(/JLinkDevices cannot be looked into: ENOTDIR/),
    });
  });
});

describe('otpforge doctor', () => {
  it('ends with 0 when a J-Link can be used, 9 when not', () =>
    inFolder(async (folder) => {
      const desk = await standIn.desk(f401);
      const healthy = await otpforge(['doctor', '--jlink-library', desk.library, '--json'], folder);
      const document = JSON.parse(healthy.stdout);
      expect(document.format).toBe('otpforge.doctor/1');
      expect(document.findings.map(({ check }: { check: string }) => check)).toEqual([
        'node',
        'koffi',
        'library',
        'probes',
        'permissions',
        'device-support',
        'toolchain',
      ]);
      expect([document.result, healthy.exitCode]).toEqual(['ready', 0]);
      const ill = await otpforge(['doctor', '--jlink-library', join(folder, 'none.so')], folder);
      expect(ill.exitCode).toBe(9);
      expect(ill.stdout).toMatch(/FAIL library: .*none\.so/);
      expect(ill.stdout).toMatch(/A J-Link cannot be used yet/);
    }));
});
