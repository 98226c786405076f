import { describe, expect, it } from 'vitest';
import { otpAlternate, otpName, parseAlternates } from '../../../src/fuse/dfu/alternates.js';
import { list09 } from './texts.js';

const uid = '004100323338511634383330';
const line = (name: string, serial = uid, ids = '0483:df11') =>
  `Found DFU: [${ids}] ver=0200, devnum=9, cfg=1, intf=0, path="1-5", alt=2, name="${name}", serial="${serial}"`;
const pick = (...lines: readonly string[]) => otpAlternate(parseAlternates(lines.join('\n')), uid);

describe('the list of dfu-util', () => {
  it('is read as the page shows it', () => {
    expect(parseAlternates(list09).map(({ alt, name }) => [alt, name])).toEqual([
      [3, '@PMIC/0xf4/1*8Be'],
      [2, '@OTP/0xf2/1*776Be'],
      [1, '@virtual/0xf1/1*512Be'],
      [0, '@FlashLayout/0x00/1*256Ke'],
    ]);
    expect(otpAlternate(parseAlternates(list09), uid)).toMatchObject({ name: otpName, serial: uid });
  });

  it.each(['@OTP/0xF2/1*512Be', '@otp/0xf2/1*1024Be', '@OTP /0xf2/1*776Be'])(
    'knows the partition as %s',
    (name) => {
      expect(pick(line(name))).toMatchObject({ name });
    },
  );

  it.each([
    ['DFU_NO_DEVICE', [], 'dfu-util sees no 0483:df11'],
    ['DFU_NO_DEVICE', [line(otpName, uid, '1209:2444')], 'other DFU devices: 1209:2444'],
    ['MP1_OTHER_CHIP', [line(otpName, '00')], 'connected is 00'],
    ['MP1_OTHER_CHIP', [line(otpName, '')], 'one without a serial number'],
    ['DFU_NO_OTP', [line('@FlashLayout/0x00/1*256Ke')], 'the chip is closed'],
    ['DFU_NO_OTP', [line('@FSBL /0x01/1*1Me')], 'the boot ROM answers'],
    ['DFU_NO_OTP', [line('@OTPX/0xf2/1*776Be'), line('@OTP/0xf3/1*776Be')], 'the boot ROM answers'],
    ['DFU_AMBIGUOUS', [line(otpName), line(otpName)], 'shows 2 OTP partitions'],
  ])('is refused as %s (%#)', (code, lines, message) => {
    expect(() => pick(...lines)).toThrowError(
      expect.objectContaining({ code, message: expect.stringContaining(message) }),
    );
  });

  it('takes the board of the dump among several', () => {
    expect(
      pick(line(otpName, '11'), line('@OTP/0xf2/1*512Be', uid.toLowerCase()), line(otpName, '22')),
    ).toMatchObject({
      name: '@OTP/0xf2/1*512Be',
    });
  });

  it('passes over a device that is not in DFU mode', () => {
    expect(parseAlternates(line(otpName).replace('DFU:', 'Runtime:'))).toEqual([]);
  });
});
