import { describe, expect, it } from 'vitest';
import { parsePattern, type Reset, refuseSequence, resets, SourceProblem } from '../../src/values/index.js';

describe('a pattern', () => {
  it('is read part by part', () => {
    expect(parsePattern('SN-{yy}{ww}-{n:06}-{check}').parts).toEqual([
      { kind: 'text', text: 'SN-' },
      { kind: 'date', part: 'yy' },
      { kind: 'date', part: 'ww' },
      { kind: 'text', text: '-' },
      { kind: 'number', width: 6, digits: 'decimal' },
      { kind: 'text', text: '-' },
      { kind: 'check' },
    ]);
    expect(parsePattern('{n:04x}').parts).toEqual([{ kind: 'number', width: 4, digits: 'hex' }]);
    expect(parsePattern('{n:012X}').parts).toEqual([{ kind: 'number', width: 12, digits: 'HEX' }]);
  });

  it.each([
    ['SN-{yy}', 'has no number; it needs one {n:06}'],
    ['', 'has no number; it needs one {n:06}'],
    ['{n:04}-{n:04}', 'has several numbers; it needs one {n:06}'],
    ['{n}', 'has {n}; write the width of the number as {n:06}, {n:06x} or {n:06X}'],
    ['{n:6}', 'has {n:6}; write the width of the number as {n:06}, {n:06x} or {n:06X}'],
    ['{n:06o}', 'has {n:06o}; write the width'],
    ['{n:016}', 'has a number of 16 digits, and 15 are the most'],
    ['{n:014x}', 'has a number of 14 digits, and 13 are the most'],
    ['{YY}{n:04}', 'has {YY}; it can have {yy}, {yyyy}'],
    ['{constructor}{n:04}', 'has {constructor}; it can have'],
    ['{n:04}{', 'has a brace without its other half in "{"'],
    ['}{n:04}', 'has a brace without its other half in "}"'],
    ['{check}{n:04}', 'has {check} before its number'],
    ['{n:04}{check}{check}', 'has {check} twice'],
    ['{mm}{mm}{n:04}', 'has {mm} twice'],
    ['{yy}{yyyy}{n:04}', 'has {yy} and {yyyy}; one is enough'],
    ['{yy}{ww}{mm}{n:04}', 'has {ww} beside {mm} or {dd}'],
    ['{ww}{dd}{n:04}', 'has {ww} beside {mm} or {dd}'],
  ])('%s is refused', (text, rule) => {
    expect(() => parsePattern(text)).toThrow(SourceProblem);
    expect(() => parsePattern(text)).toThrow(rule);
  });
});

describe('a counter that begins again', () => {
  const sound: Readonly<Record<Reset, readonly string[]>> = {
    never: ['{n:04}'],
    year: ['{yy}{n:04}', '{n:04}{yyyy}'],
    month: ['{yy}{mm}{n:04}'],
    week: ['{yy}{ww}{n:04}'],
    day: ['{yyyy}{mm}{dd}{n:04}'],
  };

  it.each(resets)('is allowed each %s where the pattern has the period', (reset) => {
    for (const text of sound[reset])
      expect(() => refuseSequence({ pattern: parsePattern(text), reset })).not.toThrow();
  });

  it.each([
    ['year', '{mm}{n:04}', '{yyyy}'],
    ['month', '{yy}{n:04}', '{mm}'],
    ['month', '{n:04}', '{yyyy} and {mm}'],
    ['week', '{ww}{n:04}', '{yyyy}'],
    ['week', '{yy}{mm}{n:04}', '{ww}'],
    ['day', '{yy}{mm}{n:04}', '{dd}'],
    ['day', '{yy}{ww}{n:04}', '{mm} and {dd}'],
  ] as const)('each %s is refused of %s', (reset, text, missing) => {
    expect(() => refuseSequence({ pattern: parsePattern(text), reset })).toThrow(
      `counts from the start again each ${reset} and does not contain ${missing}, so`,
    );
  });

  it('has a check in its pattern and a system for it, or neither', () => {
    const [bare, checked] = [parsePattern('{n:04}'), parsePattern('{n:04}{check}')];
    expect(() => refuseSequence({ pattern: checked, reset: 'never' })).toThrow('has {check} and no "check:"');
    expect(() => refuseSequence({ pattern: bare, check: 'mod37-36', reset: 'never' })).toThrow(
      'has no {check} for its "check:"',
    );
    expect(() => refuseSequence({ pattern: checked, check: 'mod37-36', reset: 'never' })).not.toThrow();
  });
});
