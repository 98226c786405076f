import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  chooseProbe,
  listUsb,
  probeKindOf,
  type UsbDevice,
  type UsbHost,
} from '../../src/probe/usb/index.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'otpforge-usb-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const host = (platform: NodeJS.Platform, output?: string): UsbHost => ({
  platform,
  env: {},
  root,
  run: async () => output,
});

function attach(
  path: string,
  values: Readonly<Record<string, string>>,
  interfaces: readonly string[] = [],
): void {
  const folder = join(root, 'sys/bus/usb/devices');
  mkdirSync(join(folder, path), { recursive: true });
  for (const [name, value] of Object.entries(values)) {
    writeFileSync(join(folder, path, name), Buffer.from(`${value}\n`, 'latin1'));
  }
  for (const [at, name] of interfaces.entries()) {
    mkdirSync(join(folder, `${path}:1.${at}`), { recursive: true });
    writeFileSync(join(folder, `${path}:1.${at}`, 'interface'), `${name}\n`);
  }
}

const stlink = (path: string, serial?: string): UsbDevice => ({
  vendorId: 0x0483,
  productId: 0x3748,
  path,
  serial,
  names: ['STM32 STLink'],
});

describe('what is attached by USB', () => {
  it('comes from sysfs on Linux: devices, not hubs’ ports or interfaces', async () => {
    attach('usb1', { idVendor: '1d6b', idProduct: '0002' });
    attach('1-2.3', {
      idVendor: '0483',
      idProduct: '374b',
      serial: '0669FF383333',
      product: 'STM32 STLink',
      busnum: '1',
      devnum: '12',
    });
    attach('1-4', { idVendor: '9999', idProduct: '0001', busnum: '1', devnum: '4' }, [
      'CMSIS-DAP v2',
      'Serial',
    ]);
    expect(await listUsb(host('linux'))).toEqual([
      {
        vendorId: 0x0483,
        productId: 0x374b,
        path: '1-2.3',
        serial: '0669FF383333',
        names: ['STM32 STLink'],
        file: '/dev/bus/usb/001/012',
      },
      {
        vendorId: 0x9999,
        productId: 1,
        path: '1-4',
        serial: undefined,
        names: ['CMSIS-DAP v2', 'Serial'],
        file: '/dev/bus/usb/001/004',
      },
    ]);
  });

  it('is unknown without sysfs, without the system’s tools, and on other systems', async () => {
    for (const platform of ['linux', 'darwin', 'win32', 'freebsd'] as const) {
      expect(await listUsb(host(platform))).toBeUndefined();
    }
    expect(await listUsb(host('darwin', 'nothing of the kind'))).toBeUndefined();
  });

  it('comes from system_profiler on macOS, below hubs too', async () => {
    const output = JSON.stringify({
      SPUSBDataType: [
        {
          _name: 'USB31Bus',
          host_controller: 'AppleT8103USBXHCI',
          _items: [
            {
              _name: 'USB2.0 Hub',
              vendor_id: '0x05e3  (Genesys Logic, Inc.)',
              product_id: '0x0610',
              location_id: '0x01100000 / 1',
              _items: [
                {
                  _name: 'STM32 STLink',
                  vendor_id: '0x0483  (STMicroelectronics)',
                  product_id: '0x374e',
                  serial_num: '003A00213137510A33333639',
                  location_id: '0x01140000 / 5',
                },
              ],
            },
            {
              _name: 'Keyboard',
              vendor_id: 'apple_vendor_id',
              product_id: '0x029c',
              location_id: '0x02 / 2',
            },
          ],
        },
      ],
    });
    const devices = await listUsb(host('darwin', output));
    expect(devices?.map(probeKindOf)).toEqual([undefined, 'stlink']);
    expect(devices?.[1]).toMatchObject({ path: '0x01140000', serial: '003A00213137510A33333639' });
  });

  it('comes from PnP on Windows: a made-up instance is no serial number, interfaces say what it is for', async () => {
    const output = [
      'USB\\VID_0483&PID_374B\\066DFF485457725187052924\tUSB Composite Device',
      'USB\\VID_0483&PID_374B&MI_00\\7&1A2B3C&0&0000\tST-Link Debug',
      'USB\\VID_0483&PID_3748\\5&2E3F&0&2\tSTM32 STLink',
      'USB\\VID_CAFE&PID_4001\\E6614\tUSB Composite Device',
      'USB\\VID_CAFE&PID_4001&MI_00\\8&77&0&0000\tCMSIS-DAP v2 Interface',
      '',
    ].join('\r\n');
    const devices = await listUsb(host('win32', output));
    expect(devices?.map((device) => [probeKindOf(device), device.serial])).toEqual([
      ['stlink', '066DFF485457725187052924'],
      ['stlink', undefined],
      ['cmsis-dap', 'E6614'],
    ]);
  });
});

describe('the choice of a probe', () => {
  const v2 = stlink('1-1', '0669FF');
  const other = stlink('1-2', '0670AA');

  it('takes the only one, by its serial number', () => {
    const jlink = { ...stlink('1-9', '1'), vendorId: 0x1366, productId: 0x0101 };
    expect(chooseProbe('stlink', undefined, [v2, jlink])).toEqual({
      serial: '0669FF',
      description: 'ST-LINK 0669FF',
      key: '0669FF',
    });
  });

  it('takes the one that is named, as it spells itself', () => {
    expect(chooseProbe('stlink', '0670aa', [v2, other]).serial).toBe('0670AA');
  });

  it.each([
    ['no serial number', undefined],
    ['an unprintable one', 'H\u00ffq\u0006uHW'],
    ['one that is no word', '06 69'],
    ['one that OpenOCD would run', '06[exec id]'],
  ])('takes an only one with %s, and reports that', (_what, serial) => {
    const chosen = chooseProbe('stlink', undefined, [stlink('1-2.3', serial)]);
    expect(chosen.serial).toBeUndefined();
    expect(chosen.description).toBe(
      'ST-LINK at USB 1-2.3, the only one attached: it has no usable serial number',
    );
  });

  it('refuses two, and names one that can be named', () => {
    expect(() => chooseProbe('stlink', undefined, [v2, other])).toThrow(
      expect.objectContaining({
        code: 'PROBE_AMBIGUOUS',
        exitCode: 2,
        message: expect.stringContaining('0669FF at USB 1-1, 0670AA at USB 1-2'),
        remedy: 'Name one by its serial number, for example --probe stlink:0669FF.',
      }),
    );
  });

  it.each([
    [
      'without serial numbers',
      [stlink('1-1'), stlink('1-2')],
      /one without a serial number at USB 1-1, .* 1-2/,
    ],
    ['with equal ones', [stlink('1-1', 'AB'), stlink('1-2', 'ab')], /"AB" at USB 1-1, .*"ab" at USB 1-2/],
    [
      'with unprintable ones',
      [stlink('1-1', '\u0006'), stlink('1-2', '\u0007')],
      /u\{6\}.* 1-1.*u\{7\}.* 1-2/,
    ],
  ] as const)('refuses two %s, with the places that tell them apart', (_what, probes, message) => {
    expect(() => chooseProbe('stlink', undefined, probes)).toThrow(
      expect.objectContaining({
        code: 'PROBE_AMBIGUOUS',
        message: expect.stringMatching(message),
        remedy: expect.stringMatching(/unplug all but one/),
      }),
    );
  });

  it('refuses a name that two have', () => {
    expect(() => chooseProbe('stlink', 'AB', [stlink('1-1', 'AB'), stlink('1-2', 'AB')])).toThrow(
      expect.objectContaining({ code: 'PROBE_AMBIGUOUS', message: expect.stringMatching(/1-1.*1-2/) }),
    );
  });

  it('refuses a name that none of those attached has', () => {
    expect(() => chooseProbe('stlink', 'AB', [v2])).toThrow(
      expect.objectContaining({
        code: 'PROBE_UNAVAILABLE',
        message: 'no ST-LINK AB is attached; attached: 0669FF at USB 1-1',
      }),
    );
  });

  it.each([[undefined], [[]]])('leaves it to the debug server where USB shows %j', (attached) => {
    expect(chooseProbe('cmsis-dap', undefined, attached).serial).toBeUndefined();
    expect(chooseProbe('cmsis-dap', 'AB', attached).serial).toBe('AB');
  });
});
