import { describe, expect, it } from 'vitest';
import { shiftCsv } from '../../src/api/shift-csv.js';
import type { ShiftReport } from '../../src/api/shift-report.js';

const counts = { units: 4, firstPass: 2, verified: 3, retests: 1 };
const report: ShiftReport = {
  ...{ format: 'otpforge.shift-report/1', ledger: 'L', product: 'p', timezone: 'UTC', perHour: 1.5 },
  ...{ from: '2026-11-29T06:00:00.000Z', to: '2026-11-29T08:00:00.000Z' },
  ...{ ...counts, firstPassYield: 0.5, finalYield: 0.75, medianMs: 1000, p95Ms: 1500 },
  hours: [{ hour: '2026-11-29T06:00:00.000Z', ...counts }],
  slots: [{ station: '=cmd()', slot: 'left, 1', ...counts }],
  pareto: [{ code: 'READ_BACK_DIFFERS', count: 2 }],
};

describe('the CSV of a shift', () => {
  it('has a line of the whole, of each hour, each slot and each code', () => {
    expect(shiftCsv(report).split('\r\n')).toEqual([
      'by,name,units,firstPass,verified,firstPassYield,finalYield,retests,medianMs,p95Ms,visits',
      'shift,2026-11-29T06:00:00.000Z to 2026-11-29T08:00:00.000Z,4,2,3,0.5,0.75,1,1000,1500,',
      'hour,2026-11-29T06:00:00.000Z,4,2,3,,,1,,,',
      `slot,"'=cmd() left, 1",4,2,3,,,1,,,`,
      'code,READ_BACK_DIFFERS,,,,,,,,,2',
      '',
    ]);
  });
});
