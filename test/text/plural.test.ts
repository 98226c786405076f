import { describe, expect, it } from 'vitest';
import { count } from '../../src/text/plural.js';
import { sourceTexts } from '../support/sources.js';

describe('a number with its noun', () => {
  it('is in the singular for one, and for one alone', () => {
    expect([0, 1, 2, 21].map((number) => count(number, 'lock'))).toEqual([
      '0 locks',
      '1 lock',
      '2 locks',
      '21 locks',
    ]);
    expect([1, 2].map((number) => count(number, 'die', 'dies'))).toEqual(['1 die', '2 dies']);
  });
});

const nouns =
  'bits blocks bytes characters devices dies fields files lines locks packets pages probes records rows sectors segments slots units values';
// An area is a name and no number: OTP, reserved sector.
const plural = new RegExp(String.raw`\$\{(?!area\})[\w.?]+\} (?:${nouns.replaceAll(' ', '|')})\b`, 'g');

const sources = await sourceTexts('src');

describe('a number in a text of ours', () => {
  it('is found where its noun is always in the plural', () => {
    const dollar = '$';
    expect(`${dollar}{found.length} units done`.match(plural)).toHaveLength(1);
    expect(`${dollar}{count(found.length, 'unit')} done`.match(plural)).toBeNull();
  });

  it.each(sources)('has a noun that follows it in $file', ({ text }) => {
    expect(text.match(plural) ?? []).toEqual([]);
  });
});
