import { describe, expect, it } from 'vitest';
import { bytesOrRule, parseLayout } from '../../src/layout/index.js';
import type { Source } from '../../src/line/index.js';
import { sampleValue } from '../../src/line/index.js';
import { l4 } from '../support/banks.js';

const hook: Source = { kind: 'hook', command: { command: ['ask'], folder: '/' } };

function sampleOf(field: string, source: Source = hook): string | undefined {
  const text = `format: otpforge.layout/2\nfields:\n  it: { offset: 0, ${field} }\n`;
  const [parsed] = parseLayout(text, 'otp.yaml', l4).fields;
  if (parsed?.kind !== 'value') throw new Error('no value');
  const sample = sampleValue({ field: 'it', ...source }, parsed);
  if (sample !== undefined) expect(bytesOrRule(parsed, sample, false)).toBeInstanceOf(Uint8Array);
  return sample;
}

describe('a sample of a value', () => {
  it.each([
    ['type: ascii, length: 16, pad: 0x00', 'SAMPLE'],
    ['type: ascii, length: 16', 'SSSSSSSSSSSSSSSS'],
    ['type: utf8, length: 4, pad: 0x00', 'SSSS'],
    ['type: ascii, length: 8, pattern: "[A-Z]{2}[0-9]{6}"', 'AA000000'],
    ['type: u16', '1'],
    ['type: i8, min: -5, max: -2', '-5'],
    ['type: u8, names: { blue: 3, red: 4 }', 'blue'],
    ['type: f32', '1'],
    ['type: version, parts: [u8, u8, u16]', '1.0.0'],
    ['type: bytes, length: 3', '5a5a5a'],
    ['type: mac', '02:5a:5a:5a:5a:5a'],
    ['type: eui64, prefix: "AC:DE:48"', 'AC:DE:48:5a:5a:5a:5a:5a'],
    ['type: date, encoding: bcd', '2000-01-01'],
  ])('fits { %s }', (field, sample) => {
    expect(sampleOf(field)).toBe(sample);
  });

  it('fits what is scanned, in the field that takes it', () => {
    const scan = (pattern: string): Source => ({ kind: 'scan', pattern });
    expect(sampleOf('type: ascii, length: 10', scan('LOT-[0-9]{6}'))).toBe('LOT-000000');
    expect(sampleOf('type: ascii, length: 3', scan('[A-Z]+'))).toBe('AAA');
    expect(sampleOf('type: u16, min: 10', scan('[0-9]+'))).toBe('10');
    expect(sampleOf('type: ascii, length: 3', scan('[A-Z]{4}'))).toBeUndefined();
  });

  it('is not found for a pattern that looks ahead', () => {
    expect(sampleOf('type: ascii, length: 3', { kind: 'scan', pattern: '(?=A)...' })).toBeUndefined();
  });
});
