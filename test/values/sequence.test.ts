import { describe, expect, it } from 'vitest';
import {
  type CheckSystem,
  hasCheck,
  lastNumber,
  localDate,
  parsePattern,
  periodOf,
  type Reset,
  readSequence,
  type Sequence,
  sequenceValue,
} from '../../src/values/index.js';
import { fc } from '../support/property.js';

const day = localDate(new Date('2026-11-29T10:00:00Z'), 'Europe/Berlin');
const turn = localDate(new Date('2025-12-29T10:00:00Z'), 'Europe/Berlin');

function sequence(text: string, reset: Reset = 'never', check?: CheckSystem): Sequence {
  return { pattern: parsePattern(text), reset, check };
}

describe('a value of a sequence', () => {
  it.each([
    ['SN-{yy}{ww}-{n:06}', 42, 'SN-2648-000042'],
    ['{yyyy}{mm}{dd}{n:03}', 7, '20261129007'],
    ['{n:04x}', 0xbeef, 'beef'],
    ['{n:06X}', 0xbeef, '00BEEF'],
    ['{n:015}', 999_999_999_999_999, '999999999999999'],
  ])('%s of %d is %s', (pattern, n, value) => {
    expect(sequenceValue(sequence(pattern), n, day)).toBe(value);
  });

  it('has a check over the letters and digits before it', () => {
    const value = sequenceValue(sequence('SN-{yy}{ww}-{n:06}-{check}/x', 'week', 'mod37-36'), 42, day);
    expect(value).toMatch(/^SN-2648-000042-[0-9A-Z]\/x$/);
    expect(hasCheck('mod37-36', value.slice(0, -2))).toBe(true);
    expect(sequenceValue(sequence('{n:03}{check}', 'never', 'mod97-10'), 794, day)).toBe('79444');
  });

  it('has the year of its week, and otherwise that of its day', () => {
    expect(sequenceValue(sequence('{yy}{ww}{n:01}'), 1, turn)).toBe('26011');
    expect(sequenceValue(sequence('{yy}{mm}{n:01}'), 1, turn)).toBe('25121');
  });

  it('is refused for a number that outgrows its width', () => {
    expect(lastNumber(parsePattern('{n:03}'))).toBe(999);
    expect(lastNumber(parsePattern('{n:03X}'))).toBe(0xfff);
    expect(() => sequenceValue(sequence('{n:03}'), 1000, day)).toThrow(
      'has no room for the number 1000: its pattern has a width of 3',
    );
    expect(() => sequenceValue(sequence('{n:03x}'), 0x1000, day)).toThrow('no room for the number 1000');
    for (const n of [-1, 1.5, Number.NaN, 2 ** 53])
      expect(() => sequenceValue(sequence('{n:015}'), n, day)).toThrow(`has no value for the number ${n}`);
  });
});

describe('the period of a counter', () => {
  it.each([
    ['never', '{n:04}', undefined],
    ['year', '{yyyy}{n:04}', '2025'],
    ['year', '{yyyy}{ww}{n:04}', '2026'],
    ['month', '{yy}{mm}{n:04}', '2025-12'],
    ['week', '{yy}{ww}{n:04}', '2026-W01'],
    ['day', '{yy}{mm}{dd}{n:04}', '2025-12-29'],
  ] as const)('%s of %s', (reset, pattern, period) => {
    expect(periodOf(parsePattern(pattern), reset, turn)).toBe(period);
  });

  const kinds = [
    ['year', '{yyyy}{ww}-{n:03}'],
    ['year', '{yyyy}-{n:03}'],
    ['month', '{yyyy}{mm}{n:03}'],
    ['week', '{n:03}{yyyy}{ww}'],
    ['day', '{dd}{mm}{yyyy}{n:03}'],
  ] as const;

  it.each(kinds)('of each %s keeps values of %s apart', (reset, pattern) => {
    const moment = fc.tuple(fc.integer({ min: 0, max: 4000 }), fc.integer({ min: 1, max: 3 }));
    fc.assert(
      fc.property(moment, moment, ([dayA, nA], [dayB, nB]) => {
        const each = sequence(pattern, reset);
        const [a, b] = [dayA, dayB].map((days) => localDate(new Date(days * 86_400_000), 'Europe/Berlin'));
        fc.pre(a !== undefined && b !== undefined);
        const same = nA === nB && periodOf(each.pattern, reset, a) === periodOf(each.pattern, reset, b);
        const equal = sequenceValue(each, nA, a) === sequenceValue(each, nB, b);
        // Within one period the date may differ too.
        if (!same) expect(equal).toBe(false);
      }),
    );
  });
});

describe('a value that is read again', () => {
  it('gives its number and the parts of its date', () => {
    const each = sequence('SN-{yy}{ww}-{n:06}-{check}', 'week', 'mod37-36');
    fc.assert(
      fc.property(fc.nat({ max: 999_999 }), (n) => {
        expect(readSequence(each, sequenceValue(each, n, day))).toEqual({ n, date: { yy: '26', ww: '48' } });
      }),
    );
    expect(readSequence(sequence('{n:04X}'), '00AF')).toEqual({ n: 0xaf, date: {} });
  });

  it.each([
    ['{n:04}', '00a1'],
    ['{n:04}', '001'],
    ['{n:04}', '00001'],
    ['{n:04x}', '00AF'],
    ['{n:04X}', '00af'],
    ['SN{n:04}', 'SM0001'],
    ['{yy}{n:02}', 'ab01'],
    ['{n:02}{yy}', '012'],
    ['{n:03}-X', '001-'],
  ])('of %s is not %s', (pattern, text) => {
    expect(readSequence(sequence(pattern), text)).toBeUndefined();
  });

  it('is not one whose check is wrong', () => {
    const each = sequence('{n:03}{check}', 'never', 'mod97-10');
    expect(readSequence(each, '79444')).toEqual({ n: 794, date: {} });
    expect(readSequence(each, '79445')).toBeUndefined();
    expect(readSequence(each, '7944')).toBeUndefined();
  });
});
