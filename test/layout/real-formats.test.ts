import { describe, expect, it } from 'vitest';
import {
  decodeLayout,
  type EncodeOptions,
  encodeLayout,
  type Layout,
  unitDataFromObject,
} from '../../src/layout/index.js';
import { layoutOf, useBanks } from './banks.js';
import { memoryOf } from './memory.js';

const banks = useBanks();

/** Bytes by their offset in the bank, as hexadecimal. */
function dump(layout: Layout, values: Record<string, unknown>, options: EncodeOptions = {}) {
  const { image } = encodeLayout(layout, unitDataFromObject(values), options);
  return Object.fromEntries(
    image.segments.map(({ address, bytes }) => [
      `0x${(address - layout.bank.otp.base).toString(16)}`,
      Buffer.from(bytes).toString('hex'),
    ]),
  );
}

const text = (value: string, length: number) =>
  Buffer.from(value)
    .toString('hex')
    .padEnd(2 * length, '0');

describe('a format that a product uses', () => {
  it('is said by a layout: the identity of a Prusa board', () => {
    const layout = layoutOf(
      banks.f4,
      `bank: stm32f4-otp
lock: [0, 1]
fields:
  version:   { offset: 0x00, type: u8, const: 4 }
  size:      { offset: 0x01, type: u16, const: 38 }
  bom:       { offset: 0x03, type: u8 }
  stamp:     { offset: 0x04, type: date, encoding: unix32 }
  datamatrix: { offset: 0x08, type: ascii, length: 24 }
  mac:       { offset: 0x20, type: mac }
`,
    );
    expect(layout.warnings).toEqual([]);
    const values = {
      bom: 27,
      stamp: '2026-03-14T09:30:00Z',
      datamatrix: '4909-12345678901234567890'.slice(0, 24),
      mac: '02:00:5E:10:00:2A',
    };
    expect(dump(layout, values)).toEqual({
      '0x0': `0426001b982ab569${text('4909-1234567890123456789', 24)}02005e10002a`,
      '0x200': '0000',
    });
  });

  it('is said by a layout: batch and secret of a Trezor', () => {
    const layout = layoutOf(
      banks.f4,
      `bank: stm32f4-otp
lock: [0, 3, 4]
fields:
  batch:      { offset: 0x00, type: ascii, length: 32, pad: 0x00, pattern: "[A-Z0-9]+-[0-9]{6}" }
  boot_ver:   { offset: 0x20, type: bytes, length: 32, when: boot, allowBlank: true }
  vendor_lock: { offset: 0x40, type: bytes, length: 32, when: vendor }
  randomness: { offset: 0x60, type: bytes, length: 32, secret: true }
  variant:    { offset: 0x80, type: u8, const: 1 }
  color:      { offset: 0x81, type: u8 }
  btconly:    { offset: 0x82, type: u8, max: 1 }
  rest:       { offset: 0x83, type: bytes, length: 29, const: "0000000000000000000000000000000000000000000000000000000000" }
`,
    );
    const key = Array.from({ length: 32 }, (_, index) => index.toString(16).padStart(2, '0')).join('');
    const factory = { batch: 'T2B1-230101', randomness: key, color: 3, btconly: 0 };
    expect(dump(layout, factory, { stages: ['boot'].slice(1) })).toEqual({
      '0x0': text('T2B1-230101', 32),
      '0x60': `${key}010300${'00'.repeat(29)}`,
      '0x200': '00',
      '0x203': '0000',
    });
    expect(dump(layout, { ...factory, vendor_lock: 'ab'.repeat(32) }, { stages: ['vendor'] })).toMatchObject({
      '0x40': `${'ab'.repeat(32)}${key}010300${'00'.repeat(29)}`,
    });
  });

  it('is said by a layout: a checksum that the CRC unit of the F4 finds right', () => {
    const layout = layoutOf(
      banks.f4,
      `bank: stm32f4-otp
fields:
  serial: { offset: 0x00, type: ascii, length: 16, pad: 0x00 }
  mac:    { offset: 0x10, type: mac }
  res:    { offset: 0x16, type: u16, const: 0 }
  crc:    { offset: 0x18, type: crc, algorithm: crc32-stm32, over: [serial, mac, res] }
`,
    );
    // 0x16A6E392 as the core stores it.
    expect(dump(layout, { serial: 'SN-0042', mac: '02:00:5E:10:00:2A' })).toEqual({
      '0x0': `${text('SN-0042', 16)}02005e10002a000092e3a616`,
    });
  });

  it('is said by a layout: a wolfBoot keystore, whose mask is all ones', () => {
    const layout = layoutOf(
      banks.f4,
      `title: wolfBoot keystore (here on the F4 bank), one ECC256 key
bank: stm32f4-otp
lock: [0,1,2]
fields:
  magic:   { offset: 0x00, type: ascii, length: 8, const: "WOLFBOOT" }
  count:   { offset: 0x08, type: u16, const: 1 }
  flags:   { offset: 0x0A, type: u16, const: 0 }
  version: { offset: 0x0C, type: u32 }
  slot0:   { offset: 0x10, type: u32, const: 0 }
  type0:   { offset: 0x14, type: u32, const: 2 }
  mask0:   { offset: 0x18, type: u32, const: 0xFFFFFFFF, allowBlank: true }
  psize0:  { offset: 0x1C, type: u32, const: 64 }
  key0:    { offset: 0x20, type: bytes, length: 64 }
`,
    );
    const values = { version: 7, key0: '5a'.repeat(64) };
    const words = '010000000700000000000000' + '02000000' + 'ffffffff' + '40000000';
    expect(dump(layout, values)).toEqual({
      '0x0': `${text('WOLFBOOT', 8)}${words}${'5a'.repeat(64)}`,
      '0x200': '000000',
    });
    const memory = memoryOf(banks.f4);
    memory.write(encodeLayout(layout, unitDataFromObject(values)).image);
    expect(decodeLayout(layout, memory.read).find(({ name }) => name === 'mask0')).toMatchObject({
      state: 'blank',
      value: 0xffffffff,
      text: '0xFFFFFFFF (blank, as wanted)',
    });
  });
});
