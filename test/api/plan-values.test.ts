import { describe, expect, it } from 'vitest';
import { planValues } from '../../src/api/plan-values.js';
import { encodeLayout, parseLayout, unitDataFromObject } from '../../src/layout/index.js';
import { secretsOf } from '../../src/secrets/index.js';
import { f401 } from '../support/banks.js';

const layout = parseLayout(
  [
    'format: otpforge.layout/1',
    'fields:',
    '  serial: { type: ascii, offset: 0, length: 8, pad: 0x00 }',
    '  pin: { type: u16, offset: 8, secret: true }',
    '  check: { type: crc, offset: 12, algorithm: crc32, over: [pin] }',
    '  sum: { type: crc, offset: 16, algorithm: crc32, over: [serial] }',
  ].join('\n'),
  'otp.yaml',
  f401.bank,
);

describe('the values of a plan', () => {
  it('leave out what is secret, and a checksum over it too', () => {
    const { image } = encodeLayout(layout, unitDataFromObject({ serial: 'SN-1', pin: 1234 }));
    const values = planValues(image, layout, secretsOf(layout));
    expect(values.map(({ field, secret, text }) => [field, secret, text !== undefined])).toEqual([
      ['serial', undefined, true],
      ['pin', true, false],
      ['check', true, false],
      ['sum', undefined, true],
    ]);
  });

  it('show a signature, which only its signer can check', () => {
    const signed = parseLayout(
      [
        'format: otpforge.layout/2',
        'fields:',
        '  serial: { type: ascii, offset: 0, length: 8, pad: 0x00 }',
        '  proof: { type: computed, offset: 8, length: 4, by: signer, over: [serial] }',
      ].join('\n'),
      'otp.yaml',
      f401.bank,
    );
    const signature = () => Uint8Array.of(1, 2, 3, 4);
    const { image } = encodeLayout(signed, unitDataFromObject({ serial: 'SN-1' }), { signed: signature });
    expect(planValues(image, signed, undefined).map(({ field, text }) => [field, text])).toEqual([
      ['serial', 'SN-1'],
      ['proof', '01020304'],
    ]);
  });
});
