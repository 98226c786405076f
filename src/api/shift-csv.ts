import type { ShiftCounts } from '../ledger/units/shift-numbers.js';
import { csvLines } from './report-csv.js';
import type { ShiftReport } from './shift-report.js';

/** The numbers of a shift as CSV after RFC 4180: all of it, then by hour and by slot, then how many visits each code ended. */
export function shiftCsv(report: ShiftReport): string {
  const { from, to, hours, slots, pareto } = report;
  return csvLines([
    ['by', 'name', ...counts, 'visits'],
    ['shift', `${from} to ${to}`, ...countCells(report), ''],
    ...hours.map((each) => ['hour', each.hour, ...countCells(each), '']),
    ...slots.map((each) => ['slot', `${each.station} ${each.slot}`, ...countCells(each), '']),
    ...pareto.map(({ code, count }) => ['code', code, ...counts.map(() => ''), String(count)]),
  ]);
}

const counts = [
  ...([
    'units',
    'firstPass',
    'verified',
    'firstPassYield',
    'finalYield',
    'retests',
    'medianMs',
    'p95Ms',
  ] as const),
] satisfies readonly (keyof ShiftCounts)[];

function countCells(of: ShiftCounts): readonly string[] {
  return counts.map((name) => String(of[name] ?? ''));
}
