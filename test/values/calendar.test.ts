import { describe, expect, it } from 'vitest';
import { isTimezone, localDate, SourceProblem } from '../../src/values/index.js';
import { fc } from '../support/property.js';

describe('the day at a moment', () => {
  it.each([
    ['2026-11-29T22:59:59Z', 'Europe/Berlin', [2026, 11, 29, 2026, 48, 7]],
    ['2026-11-29T23:00:00Z', 'Europe/Berlin', [2026, 11, 30, 2026, 49, 1]],
    ['2026-07-05T21:59:59Z', 'Europe/Berlin', [2026, 7, 5, 2026, 27, 7]],
    ['2026-07-05T22:00:00Z', 'Europe/Berlin', [2026, 7, 6, 2026, 28, 1]],
    ['2026-12-31T10:00:00Z', 'Pacific/Kiritimati', [2027, 1, 1, 2026, 53, 5]],
    ['2027-01-01T11:30:00Z', 'Pacific/Pago_Pago', [2027, 1, 1, 2026, 53, 5]],
    ['2025-12-29T12:00:00Z', 'UTC', [2025, 12, 29, 2026, 1, 1]],
    ['2021-01-03T12:00:00Z', 'UTC', [2021, 1, 3, 2020, 53, 7]],
    ['2024-12-30T12:00:00Z', 'UTC', [2024, 12, 30, 2025, 1, 1]],
    ['2024-02-29T12:00:00Z', 'UTC', [2024, 2, 29, 2024, 9, 4]],
  ] as const)('%s in %s', (time, timezone, [year, month, day, isoYear, isoWeek, weekday]) => {
    expect(localDate(new Date(time), timezone)).toEqual({ year, month, day, isoYear, isoWeek, weekday });
  });

  it('has a week that grows by one each Monday, or begins a year again', () => {
    const days = fc.integer({ min: 0, max: 60_000 });
    fc.assert(
      fc.property(days, (day) => {
        const [today, tomorrow] = [day, day + 1].map((each) => localDate(new Date(each * 86_400_000), 'UTC'));
        const before = (today?.isoYear ?? 0) * 100 + (today?.isoWeek ?? 0);
        const after = (tomorrow?.isoYear ?? 0) * 100 + (tomorrow?.isoWeek ?? 0);
        if (tomorrow?.weekday !== 1) expect(after).toBe(before);
        else if (tomorrow.isoYear === today?.isoYear) expect(after).toBe(before + 1);
        else expect([after % 100, [52, 53].includes(before % 100)]).toEqual([1, true]);
        // 4 January is always in the first week.
        if (tomorrow?.month === 1 && tomorrow.day === 4) expect(tomorrow.isoWeek).toBe(1);
      }),
    );
  });

  it('needs a zone by its name', () => {
    expect(['Europe/Berlin', 'UTC', 'Asia/Kolkata'].map(isTimezone)).toEqual([true, true, true]);
    expect(['Europe/Berlim', '', '+01:00', 'CET+1x'].map(isTimezone)).toEqual([false, false, false, false]);
    expect(() => localDate(new Date(0), '+01:00')).toThrow(SourceProblem);
  });
});
