import { describe, expect, it } from 'vitest';
import { type EndedVisit, numbersOf } from '../../../src/ledger/units/shift-numbers.js';

const begin = Date.parse('2026-11-29T06:00:00.000Z');
const minute = 60_000;

/** A visit that ended so many minutes after the begin of the shift, and took a second. */
function visit(
  at: number,
  uid: string | undefined,
  result: string,
  more: Partial<EndedVisit> = {},
): EndedVisit {
  const ended = begin + at * minute;
  return {
    ...(uid !== undefined && { uid }),
    ...{ stage: '', station: 'bench 1', slot: '1', began: ended - 1000, ended, result, codes: [] },
    ...more,
  };
}

function numbers(visits: readonly EndedVisit[], more: Partial<Parameters<typeof numbersOf>[1]> = {}) {
  const from = new Date(begin).toISOString();
  const to = new Date(begin + 120 * minute).toISOString();
  return numbersOf(visits, { from, to, known: new Set(), ...more });
}

const failed = (...codes: readonly string[]) => ({ codes });

describe('numbersOf', () => {
  it('has no yield and no cycle without visits', () => {
    expect(numbers([])).toEqual({
      ...{ from: '2026-11-29T06:00:00.000Z', to: '2026-11-29T08:00:00.000Z' },
      ...{ units: 0, firstPass: 0, verified: 0, retests: 0, perHour: 0 },
      ...{ pareto: [], hours: [], slots: [] },
    });
  });

  it('counts each new die once: at its first visit, at its last, and the visits between', () => {
    const found = numbers([
      visit(1, 'A', 'verified'),
      visit(2, 'B', 'failed', failed('READBACK')),
      visit(3, 'B', 'refused', failed('SCAN_DIFFERS')),
      visit(4, 'B', 'verified'),
      visit(5, 'C', 'refused', failed('UNIT_UNREADABLE')),
      visit(6, 'A', 'again'),
      visit(7, 'A', 'reworked'),
      visit(8, 'D', 'again'),
    ]);
    expect(found).toMatchObject({ units: 4, firstPass: 2, verified: 3, retests: 2, perHour: 1.5 });
    expect(found).toMatchObject({ firstPassYield: 0.5, finalYield: 0.75 });
  });

  it('leaves out a die that was seen before, but not its cycle and its codes', () => {
    const visits = [visit(1, 'A', 'failed', failed('READBACK')), visit(2, 'A', 'verified')];
    expect(numbers(visits, { known: new Set(['A']) })).toMatchObject({
      ...{ units: 0, verified: 0, retests: 0, medianMs: 1000 },
      pareto: [{ code: 'READBACK', count: 1 }],
    });
  });

  it('takes a unit back that no longer reads as it was verified, and keeps one that was only refused', () => {
    const changed = visit(2, 'A', 'failed', failed('VERIFIED_UNIT_CHANGED'));
    expect(numbers([visit(1, 'A', 'verified'), changed])).toMatchObject({ firstPassYield: 1, finalYield: 0 });
    const refused = visit(2, 'A', 'refused', failed('SCAN_DIFFERS'));
    expect(numbers([visit(1, 'A', 'verified'), refused])).toMatchObject({ finalYield: 1 });
    const rework = visit(2, 'A', 'rework failed', failed('FLASH_VERIFY'));
    expect(numbers([visit(1, 'A', 'verified'), rework])).toMatchObject({ finalYield: 0 });
  });

  it('counts a chip that cannot be read as no unit', () => {
    expect(numbers([visit(1, undefined, 'refused', failed('DEV_ID'))])).toMatchObject({
      ...{ units: 0, pareto: [{ code: 'DEV_ID', count: 1 }] },
    });
  });

  it('does not mix the stages of a die', () => {
    const second = { stage: 'label' };
    const found = numbers([
      visit(1, 'A', 'failed', { stage: 'board', codes: ['READBACK'] }),
      visit(2, 'A', 'verified', second),
      visit(3, 'A', 'verified', second),
    ]);
    expect(found).toMatchObject({ units: 1, verified: 0, retests: 0 });
  });

  it('has the middle cycle, and the one that 95 of 100 do not exceed', () => {
    const cycles = (count: number) =>
      numbers(
        Array.from({ length: count }, (_, index) => {
          const one = visit(1, `U${index}`, 'verified');
          return { ...one, began: one.ended - (index + 1) * 10 };
        }),
      );
    expect(cycles(1)).toMatchObject({ medianMs: 10, p95Ms: 10 });
    expect(cycles(2)).toMatchObject({ medianMs: 15, p95Ms: 20 });
    expect(cycles(3)).toMatchObject({ medianMs: 20, p95Ms: 30 });
    expect(cycles(100)).toMatchObject({ medianMs: 505, p95Ms: 950 });
    expect(numbers([visit(1, 'A', 'failed')]).medianMs).toBeUndefined();
  });

  it('puts codes in the order of their number, each once a visit', () => {
    const visits = [
      visit(1, 'A', 'refused', failed('B', 'B', 'A')),
      visit(2, 'B', 'refused', failed('C', 'A')),
      visit(3, 'C', 'refused', failed('C')),
    ];
    expect(numbers(visits).pareto).toEqual([
      { code: 'A', count: 2 },
      { code: 'C', count: 2 },
      { code: 'B', count: 1 },
    ]);
  });

  it('divides a shift by hours and slots, whose units make the whole', () => {
    const there = { slot: '2' };
    const other = { station: 'bench 2', slot: '1' };
    const found = numbers([
      visit(1, 'A', 'failed', failed('READBACK')),
      visit(59, 'B', 'verified', there),
      visit(60, 'A', 'verified', there),
      visit(61, 'C', 'verified', other),
    ]);
    expect(found.hours).toMatchObject([
      { hour: '2026-11-29T06:00:00.000Z', units: 2, firstPass: 1, verified: 2, retests: 1 },
      { hour: '2026-11-29T07:00:00.000Z', units: 1, firstPass: 1, verified: 1, retests: 0 },
    ]);
    expect(found.slots).toMatchObject([
      { station: 'bench 1', slot: '1', units: 1, firstPass: 0, verified: 1 },
      { station: 'bench 1', slot: '2', units: 1, firstPass: 1, verified: 1 },
      { station: 'bench 2', slot: '1', units: 1 },
    ]);
  });

  it('of one slot, station or order are those of the dies whose first visit was there', () => {
    const visits = [
      visit(1, 'A', 'failed', { codes: ['READBACK'], order: 'WO-1' }),
      visit(2, 'A', 'verified', { slot: '2', order: 'WO-1' }),
      visit(3, 'B', 'verified', { slot: '2', order: 'WO-2' }),
      visit(4, 'C', 'refused', { station: 'bench 2', codes: ['DEV_ID'] }),
    ];
    expect(numbers(visits, { station: 'bench 1', slot: '1' })).toMatchObject({
      ...{ units: 1, firstPass: 0, verified: 1, retests: 1, pareto: [{ code: 'READBACK', count: 1 }] },
    });
    expect(numbers(visits, { slot: '2' })).toMatchObject({ units: 1, firstPass: 1, pareto: [] });
    expect(numbers(visits, { station: 'bench 2' })).toMatchObject({ units: 1, verified: 0 });
    expect(numbers(visits, { order: 'WO-1' })).toMatchObject({ units: 1, verified: 1 });
    expect(numbers(visits, { order: 'WO-3' })).toMatchObject({ units: 0, hours: [] });
  });
});
