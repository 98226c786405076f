import { describe, expect, it } from 'vitest';
import { codecOf, ValueProblem } from '../../src/layout/codec/index.js';

const place = { offset: 0, secret: false, allowBlank: false } as const;
const mac = codecOf({ ...place, type: 'mac' });
const eui64 = codecOf({ ...place, type: 'eui64' });
const bytes = codecOf({ ...place, type: 'bytes', length: 6 });
const address = [0x02, 0x00, 0x5e, 0x10, 0x00, 0x2a];

describe('an address of six or eight bytes', () => {
  it.each([
    '02:00:5E:10:00:2A',
    '02-00-5e-10-00-2a',
    '02 00 5E 10 00 2A',
    '02005E10002A',
    '0200.5e10.002a',
    ' 0200.5E10.002A ',
  ])('is taken as %s', (text) => expect([...mac.encode(text)]).toEqual(address));

  it('of eight bytes is taken with dots too', () => {
    expect([...eui64.encode('0200.5eff.fe10.002a')]).toEqual([2, 0, 0x5e, 0xff, 0xfe, 0x10, 0, 0x2a]);
  });

  it.each([
    '02:00-5E:10:00:2A',
    '02:00:5E-10-00-2A',
    '0200:5E10:002A',
    '02:005E:10:00:2A',
    '02005E:10002A',
    '02.00.5e.10.00.2a',
    '0200.5e10002a',
    '0200.5e10.002a.0000',
    '0200.5e10',
    '0200-5e10.002a',
  ])('is refused as %s', (text) => {
    expect(() => mac.encode(text)).toThrow(ValueProblem);
  });
});

it('bytes have separators of one kind, between words as well', () => {
  expect([...bytes.encode('02005E10 002A')]).toEqual(address);
  expect(() => bytes.encode('02005E10:00 2A')).toThrow('has separators of more than one kind');
});
