import { describe, expect, it } from 'vitest';
import {
  type CheckSystem,
  localDate,
  parsePattern,
  periodOf,
  type Reset,
  sequenceNumber,
  sequenceValue,
} from '../../src/values/index.js';
import { fc } from '../support/property.js';

const patterns: readonly (readonly [string, Reset, CheckSystem?])[] = [
  ['SN-{n:06}', 'never'],
  ['{n:04x}', 'never'],
  ['{yy}-{n:03X}-Z{check}', 'year', 'mod97-10'],
  ['{yyyy}{mm}{n:05}', 'month'],
  ['SN-{yy}{ww}-{n:06}-{check}', 'week', 'mod37-36'],
  ['{dd}.{mm}.{yy}/{n:02}', 'day'],
];

const sequenceOf = (text: string, reset: Reset, check?: CheckSystem) => ({
  pattern: parsePattern(text),
  reset,
  ...(check && { check }),
});

describe('sequenceNumber', () => {
  it('finds number and period of each value', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...patterns),
        fc.nat(99),
        fc.date({ min: new Date('1990-01-01'), max: new Date('2060-01-01'), noInvalidDate: true }),
        ([text, reset, check], n, time) => {
          const sequence = sequenceOf(text, reset, check);
          const date = localDate(time, 'Europe/Berlin');
          const value = sequenceValue(sequence, n, date);
          const now = localDate(new Date('2026-11-29'), 'Europe/Berlin');
          expect(sequenceNumber(sequence, value, now)).toEqual({
            n,
            period: periodOf(sequence.pattern, reset, date),
          });
        },
      ),
    );
  });

  it.each(['SN-000042', 'SN-2654-000042-0', 'SN-2600-000042-0', 'SN-2648-42-0', '', 'SN-2648-000042-!'])(
    'finds none in %s',
    (value) => {
      const sequence = sequenceOf('SN-{yy}{ww}-{n:06}-{check}', 'week', 'mod37-36');
      expect(sequenceNumber(sequence, value, localDate(new Date('2026-11-29'), 'UTC'))).toBeUndefined();
    },
  );

  it.each(['13.2026/01', '00.2026/01'])('knows months: %s', (value) => {
    const sequence = sequenceOf('{mm}.{yyyy}/{n:02}', 'month');
    expect(sequenceNumber(sequence, value, localDate(new Date('2026-11-29'), 'UTC'))).toBeUndefined();
  });

  it('takes the century that is next to the day', () => {
    const sequence = sequenceOf('{yy}-{n:02}', 'year');
    const at = (year: string, day: string) =>
      sequenceNumber(sequence, `${year}-01`, localDate(new Date(day), 'UTC'))?.period;
    expect(at('99', '2026-11-29')).toBe('1999');
    expect(at('76', '2026-11-29')).toBe('2076');
    expect(at('77', '2026-11-29')).toBe('1977');
    expect(at('01', '2099-11-29')).toBe('2101');
  });
});
