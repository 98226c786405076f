import { describe, expect, it } from 'vitest';
import { wholeValue } from '../../src/layout/codec/whole-value.js';
import { decodeLayout, encodeLayout, unitDataFromObject } from '../../src/layout/index.js';
import { oneField, useBanks } from './banks.js';

const banks = useBanks();

describe('a pattern', () => {
  it('has to match the whole value', () => {
    const matches = wholeValue('SN-[0-9]+|X');
    expect(['SN-1', 'X', 'SN-1 ', 'ASN-1', 'SN-', ''].map(matches)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
  });

  it('takes values and patterns with any characters', () => {
    const text = '"\\u2028\u2028`$\x7b1}\'/*é';
    expect(wholeValue('[^]*')(text)).toBe(true);
    expect(wholeValue('"/\\u{2f}`\\$\\{')('"//`${')).toBe(true);
    expect(wholeValue('\\p{L}{2}')('éß')).toBe(true);
    expect(() => wholeValue('(')).toThrow(SyntaxError);
  });

  it('that would backtrack forever is given up, and named with the way out', () => {
    const layout = oneField(banks.l4, 'type: ascii, length: 40, pad: 0, pattern: "(a+)+"');
    const value = `${'a'.repeat(38)}!`;
    expect(() => encodeLayout(layout, unitDataFromObject({ f: value }, 'unit.json'))).toThrow(
      expect.objectContaining({
        code: 'LAYOUT_VALUE',
        message: expect.stringMatching(
          /unit\.json: f: .*the pattern \(a\+\)\+, .*without a repeat inside a repeat/,
        ),
      }),
    );
  });

  it('that would backtrack forever over what a chip holds makes the field invalid', () => {
    const layout = oneField(banks.l4, 'type: ascii, length: 40, pad: 0, pattern: "(a+)+"');
    const held = Uint8Array.from(Buffer.from('a'.repeat(39).padEnd(40, '!')));
    const [field] = decodeLayout(layout, () => held);
    expect(field).toMatchObject({ state: 'invalid', problem: expect.stringContaining('(a+)+') });
  });
});
