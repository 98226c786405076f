import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkDeviceSupport } from '../../src/doctor/device-support.js';
import { examine } from '../../src/doctor/examine.js';
import type { DoctorHost } from '../../src/doctor/host.js';
import { checkLibrary } from '../../src/doctor/library.js';
import { checkPermissions } from '../../src/doctor/permissions.js';
import { jlinkFolder } from '../../src/install/jlink-folder.js';
import type { UsbDevice } from '../../src/probe/usb/index.js';
import { readSysfs } from '../../src/probe/usb/sysfs.js';
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
    expect(checkPermissions(host('win32'), []).status).toBe('ok');
    expect(checkPermissions(host('darwin'), []).status).toBe('ok');
  });

  it('warns without udev rules, and is content with them', () => {
    expect(checkPermissions(host(), readSysfs(root) ?? [])).toMatchObject({
      status: 'warning',
      cure: expect.stringMatching(/99-jlink/),
    });
    put('/etc/udev/rules.d/99-jlink.rules');
    expect(checkPermissions(host(), readSysfs(root) ?? [])).toMatchObject({ status: 'ok' });
  });

  it('names the device file that may not be opened, and only a SEGGER one', () => {
    const device = (name: string, vendor: string, number: string) => {
      put(`/sys/bus/usb/devices/${name}/idVendor`, `${vendor}\n`);
      put(`/sys/bus/usb/devices/${name}/idProduct`, '0101\n');
      put(`/sys/bus/usb/devices/${name}/busnum`, '1\n');
      put(`/sys/bus/usb/devices/${name}/devnum`, `${number}\n`);
    };
    put('/etc/udev/rules.d/99-jlink.rules');
    device('1-1', '1366', '7');
    device('1-2', '0483', '8');
    expect(checkPermissions(host(), readSysfs(root) ?? [])).toMatchObject({
      status: 'problem',
      what: expect.stringMatching(/\/dev\/bus\/usb\/001\/007$/),
    });
    chmodSync(put('/dev/bus/usb/001/007'), 0o666);
    expect(checkPermissions(host(), readSysfs(root) ?? [])).toMatchObject({ status: 'ok' });
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

const nothing = { PATH: '/nonexistent', OTPFORGE_OPENOCD: '', OTPFORGE_PYOCD: '' };

describe('otpforge doctor', () => {
  it('ends with 0 when a probe can be used, 9 when none can', () =>
    inFolder(async (folder) => {
      const desk = await standIn.desk(f401);
      const healthy = await otpforge(['doctor', '--jlink-library', desk.library, '--json'], folder, nothing);
      const document = JSON.parse(healthy.stdout);
      expect(document).toMatchObject({ format: 'otpforge.doctor/1' });
      expect(document.findings.map(({ check }: { check: string }) => check)).toEqual([
        'node',
        'usb',
        'openocd',
        'pyocd',
        'koffi',
        'library',
        'probes',
        'permissions',
        'device-support',
        'toolchain',
      ]);
      expect([document.result, healthy.exitCode]).toEqual(['ready', 0]);
      const ill = await otpforge(['doctor', '--jlink-library', join(folder, 'none.so')], folder, nothing);
      expect(ill.exitCode).toBe(9);
      expect(ill.stdout).toMatch(/FAIL library: .*none\.so/);
      expect(ill.stdout).toMatch(/Not ready: no probe can be used yet\n$/);
    }));
});

describe('doctor on probes at USB', () => {
  const stlink = (path: string, more: Partial<UsbDevice> = {}): UsbDevice => ({
    vendorId: 0x0483,
    productId: 0x374b,
    path,
    serial: '0669FF',
    names: ['STM32 STLink'],
    ...more,
  });
  const jlink = { ...stlink('1-9'), vendorId: 0x1366, productId: 0x0101, serial: '000801012345' };
  const dap = { ...stlink('1-5'), vendorId: 0x2e8a, productId: 0x000c, serial: 'E66' };

  /** OpenOCD and pyOCD as files of the test's folder; a library that is missing. */
  function withServers(...names: readonly ('openocd' | 'pyocd')[]): DoctorHost {
    for (const name of names) chmodSync(put(`/tool/bin/${name}`, ''), 0o755);
    put('/tool/scripts/target/swj-dp.tcl');
    return host('linux', { PATH: `${root}/tool/bin` });
  }
  const on = (devices: readonly UsbDevice[] | undefined, machine: DoctorHost) =>
    examine(join(root, 'none.so'), machine, async () => devices);

  it('names the URI of each', async () => {
    const { uris, findings } = await on(
      [stlink('1-2'), dap, { ...stlink('1-1'), vendorId: 1 }],
      withServers('openocd'),
    );
    expect(uris).toEqual(['stlink:0669FF', 'cmsis-dap:E66']);
    expect(findings.filter(({ check }) => check === 'usb')).toEqual([
      { check: 'usb', status: 'ok', what: 'ST-LINK 0669FF at USB 1-2: use --probe stlink:0669FF', cure: '' },
      {
        check: 'usb',
        status: 'ok',
        what: 'CMSIS-DAP probe E66 at USB 1-5: use --probe cmsis-dap:E66',
        cure: '',
      },
    ]);
    // Nobody with an ST-LINK needs SEGGER's library.
    expect(findings.filter(({ status }) => status === 'problem')).toEqual([]);
  });

  it('names pyocd: where only pyOCD is there, and what to install where nothing is', async () => {
    expect((await on([stlink('1-2')], withServers('pyocd'))).uris).toEqual(['pyocd:0669FF']);
    rmSync(`${root}/tool`, { recursive: true });
    const { uris, findings } = await on([stlink('1-2')], withServers());
    expect(uris).toEqual([]);
    expect(findings).toContainEqual(
      expect.objectContaining({ check: 'openocd', cure: expect.stringMatching(/apt install openocd/) }),
    );
    expect(findings).toContainEqual({
      check: 'usb',
      status: 'problem',
      what: 'ST-LINK 0669FF at USB 1-2 needs OpenOCD',
      cure: 'See the finding on it below.',
    });
  });

  it('keeps a problem with SEGGER’s library one where a J-Link is attached', async () => {
    const { uris, findings } = await on([jlink], withServers('openocd'));
    expect(uris).toEqual([]);
    expect(findings).toContainEqual(expect.objectContaining({ check: 'library', status: 'problem' }));
  });

  it('uses an only ST-LINK without a serial number, and refuses two', async () => {
    const machine = withServers('openocd');
    const bare = (path: string) => stlink(path, { serial: undefined });
    expect((await on([bare('1-2')], machine)).uris).toEqual(['stlink:']);
    const { uris, findings } = await on([bare('1-2'), bare('1-3')], machine);
    expect(uris).toEqual([]);
    expect(findings.filter(({ check }) => check === 'usb')).toMatchObject([
      { status: 'problem', what: expect.stringMatching(/without a serial number at USB 1-2 cannot be told/) },
      { status: 'problem', what: expect.stringMatching(/at USB 1-3/) },
    ]);
  });

  it('names the device file that this user may not open', async () => {
    const machine = withServers('openocd');
    const file = '/dev/bus/usb/001/009';
    const { uris, findings } = await on([stlink('1-2', { file })], machine);
    expect(uris).toEqual([]);
    expect(findings).toContainEqual(
      expect.objectContaining({ check: 'usb', status: 'problem', what: expect.stringContaining(file) }),
    );
    chmodSync(put(file), 0o666);
    expect((await on([stlink('1-2', { file })], machine)).uris).toEqual(['stlink:0669FF']);
  });

  it('says which kinds would work where USB is unknown or empty', async () => {
    const machine = withServers('openocd', 'pyocd');
    const unknown = await on(undefined, machine);
    expect(unknown.uris).toEqual(['stlink:', 'cmsis-dap:', 'pyocd:']);
    expect(unknown.findings).toContainEqual(
      expect.objectContaining({ check: 'usb', status: 'warning', what: expect.stringMatching(/is unknown/) }),
    );
    const empty = await on([], machine);
    expect(empty.uris).toEqual(unknown.uris);
    expect(empty.findings).toContainEqual(
      expect.objectContaining({ check: 'usb', cure: expect.stringMatching(/Plug one in/) }),
    );
  });
});
