import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { install } from '../../src/api/install.js';
import { checkDeviceSupport } from '../../src/doctor/device-support.js';
import { jlinkFolder } from '../../src/install/jlink-folder.js';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'otpforge-devices-')));
const host = { platform: 'linux', env: {}, home: '/home/me', root } as const;
const folder = root + jlinkFolder(host);
const seggers = join(root, 'JLink_V812');
const library = join(seggers, 'libjlinkarm.so');

beforeAll(async () => {
  await install({ dir: folder });
  mkdirSync(seggers);
  writeFileSync(library, '');
});
afterAll(() => rmSync(root, { recursive: true, force: true }));
const placed: string[] = [];
afterEach(() => {
  for (const file of placed.splice(0)) rmSync(file, { force: true });
});

function put(file: string, content: string | Uint8Array): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  placed.push(file);
}

const rival = (bank: string, chip = 'Vendor="ST" Name="STM32F401RE"') =>
  `<Database><Device><ChipInfo ${chip}/><FlashBankInfo ${bank}/></Device></Database>`;
const otp = 'Name="OTP" BaseAddr="0x1FFF7800" MaxSize="0x210" Loader="x.elf"';
const utf16 = (text: string, mark: readonly number[], swap = false) => {
  const bytes = Buffer.from(text, 'utf16le');
  return Buffer.concat([Buffer.from(mark), swap ? bytes.swap16() : bytes]);
};

const found = () => checkDeviceSupport(host, library);

describe('doctor beside an installation', () => {
  it('is content when nobody else describes an OTP bank', () => {
    expect(found()).toMatchObject({ status: 'ok' });
  });

  it.each<[string, string | Uint8Array]>([
    ['in double quotes', rival(otp)],
    ['in single quotes', rival(otp.replaceAll('"', "'"))],
    ['with spaces around the equals sign and over lines', rival(otp.replaceAll('=', '\n =  '))],
    ['with character references', rival(otp.replace('0x1FFF7800', '&#48;x1FFF78&#x30;0'))],
    ['in decimal', rival(otp.replace('0x1FFF7800', String(0x1fff7800)))],
    ['in UTF-16 with a mark', utf16(rival(otp), [0xff, 0xfe])],
    ['in UTF-16, most significant byte first', utf16(rival(otp), [0xfe, 0xff], true)],
    ['in UTF-16 without a mark', utf16(rival(otp), [])],
    [
      'in ISO 8859-1',
      Buffer.from(`<?xml version="1.0" encoding="ISO-8859-1"?><!-- \xe9 -->${rival(otp)}`, 'latin1'),
    ],
    ['that begins before the OTP and reaches into it', rival('BaseAddr="0x1FFF0000" MaxSize="0x8000"')],
    ['that begins inside the OTP', rival('BaseAddr="0x1FFF7A00" MaxSize="0x10"')],
    [
      'whose size is that of its loader',
      rival('BaseAddr="0x1FFF0000"><LoaderInfo MaxSize="0x7900"/></FlashBankInfo').replace(
        '/></Device>',
        '></Device>',
      ),
    ],
    ['of a device by its alias', rival(otp, 'Vendor="ST" Name="MYCHIP" Aliases="A; STM32F401RE"')],
    ['of a family by a wildcard', rival(otp, 'Vendor="ST" Name="STM32F401*"')],
    ['of a device that is written small', rival(otp, 'Vendor="st" Name="stm32f401re"')],
  ])('names a file with a bank %s', (_how, content) => {
    put(join(folder, 'other', 'mine.xml'), content);
    expect(found()).toMatchObject({
      status: 'warning',
      what: expect.stringMatching(
        /other\/mine\.xml also describes a bank at an OTP address of the same device/,
      ),
      cure: expect.stringMatching(/Remove that file/),
    });
  });

  it.each<[string, string]>([
    ['beside the OTP', rival('BaseAddr="0x90000000" MaxSize="0x1000"')],
    ['that ends where the OTP begins', rival('BaseAddr="0x1FFF7000" MaxSize="0x800"')],
    ['of another vendor', rival(otp, 'Vendor="GigaDevice" Name="STM32F401RE"')],
    ['of another device', rival(otp, 'Vendor="ST" Name="STM32H743ZI"')],
    ['in a comment', `<Database><!-- ${rival(otp)} --></Database>`],
    ['in no device', `<Database><FlashBankInfo ${otp}/></Database>`],
  ])('lets a file with a bank %s pass', (_how, content) => {
    put(join(folder, 'mine.xml'), content);
    expect(found()).toMatchObject({ status: 'ok' });
  });

  it.each<[string, string | Uint8Array, RegExp]>([
    [
      'ends too early',
      '<Database><Device><FlashBankInfo Name="Q" BaseAddr="0x90000000"',
      /cannot be read as XML/,
    ],
    ['closes what it has not opened', '<Database></Device></Database>', /cannot be read as XML/],
    [
      'names an address by an entity of its own',
      '<!DOCTYPE D [<!ENTITY a "0x1FFF7800">]><D b="&a;"/>',
      /&a;/,
    ],
    [
      'has an address that is not a number',
      rival('BaseAddr="OTP" MaxSize="0x210"'),
      /BaseAddr="OTP" in it is not a number/,
    ],
    ['has a bank without an address', rival('MaxSize="0x210"'), /has no BaseAddr/],
    ['is not the text that it says', Buffer.from([0x3c, 0xff, 0xc3, 0x28]), /is not utf-8 text/],
    ['has no end to its depth', '<a>'.repeat(60_000), /nested too deep/],
    ['is empty', '', /cannot be read as XML/],
  ])('warns of a file that %s', (_how, content, reason) => {
    put(join(folder, 'mine.xml'), content);
    const finding = found();
    expect(finding).toMatchObject({ status: 'warning', what: expect.stringMatching(/mine\.xml/) });
    expect(finding.what).toMatch(reason);
    expect(finding.cure).toMatch(/Mend that file or move it away/);
  });

  it.each(['JLinkDevices.xml', 'Devices/ST/STM32F4/Devices.xml'])(
    'looks into %s beside SEGGER’s library',
    (name) => {
      put(join(seggers, name), rival(otp));
      expect(found().what).toContain(`${join(seggers, name)} also describes`);
      put(join(seggers, name), rival('BaseAddr="0x90000000" MaxSize="0x1000"'));
      expect(found()).toMatchObject({ status: 'ok' });
    },
  );
});

describe('doctor without an installation', () => {
  it('warns of a file that cannot be read', () => {
    const empty = { ...host, home: '/home/you' };
    put(join(root + jlinkFolder(empty), 'Devices.xml'), '<Database>');
    expect(checkDeviceSupport(empty)).toMatchObject({
      status: 'warning',
      what: expect.stringMatching(/Devices\.xml cannot be read as XML/),
    });
  });
});
