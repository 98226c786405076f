import { describe, expect, it } from 'vitest';
import { isClaimed, type Mp1Line, wordCount, wordRule, wordRules } from '../../src/mp1/index.js';

const lines: readonly Mp1Line[] = ['MP13', 'MP15'];
const all = Array.from({ length: wordCount }, (_, word) => word);
const nothing = { own: new Set<number>(), fields: new Set<number>(), ssp: false };
const open = (line: Mp1Line, claims: Partial<typeof nothing>) =>
  ranges(all.filter((word) => isClaimed(wordRule(line, word), word, { ...nothing, ...claims })));

describe('the rules of words', () => {
  it.each(lines)('name each word of %s once', (line) => {
    expect(wordRules[line].flatMap(({ first, last }) => all.slice(first, last + 1))).toEqual(all);
  });

  // Step by step as a product's lead would read them: what is open to whom.
  it('leave to everybody what is the customer’s', () => {
    expect(open('MP15', {})).toBe('60-95');
    // U-Boot's BSEC_OTP_BOARD is word 60 there.
    expect(open('MP13', {})).toBe('61-91');
  });

  it('leave to everybody nothing under secret provisioning', () => {
    expect(open('MP15', { ssp: true })).toBe('');
    expect(open('MP13', { ssp: true })).toBe('');
  });

  it('leave to a layout the MAC addresses and the board id besides', () => {
    expect(open('MP15', { fields: new Set(all) })).toBe('57-95');
    expect(open('MP13', { fields: new Set(all) })).toBe('57-91');
    expect(open('MP15', { fields: new Set(all), ssp: true })).toBe('57-58');
    expect(open('MP13', { fields: new Set(all), ssp: true })).toBe('57-59');
  });

  it.each(lines)('leave to who names it every word of %s but the life cycle', (line) => {
    expect(open(line, { own: new Set(all), ssp: true })).toBe('1-95');
  });

  it.each(lines)('count a name for its own word of %s alone', (line) => {
    expect(open(line, { own: new Set([9]), ssp: true })).toBe('9');
  });
});

function ranges(words: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const word of words) {
    const last = runs.at(-1);
    if (last && last[1] === word - 1) last[1] = word;
    else runs.push([word, word]);
  }
  return runs.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(' ');
}
