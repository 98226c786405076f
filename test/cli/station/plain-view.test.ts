import { describe, expect, it } from 'vitest';
import { plainView } from '../../../src/cli/station/plain-view.js';
import type { StationState } from '../../../src/station/station-state.js';
import { plain } from '../../../src/text/tone.js';
import { FakeStation, since, slotOf, stateOf } from './fake-station.js';

function viewed(state: Partial<StationState> = {}) {
  const station = new FakeStation(stateOf(state));
  const lines: string[] = [];
  const end = plainView(
    station,
    (line) => lines.push(plain(line)),
    () => new Date('2026-11-29T19:00:00Z'),
  );
  return { station, lines, end, fresh: () => lines.splice(0) };
}

const values = [{ field: 'serial', text: 'SN-000001' }];

describe('the lines of a station in a pipe', () => {
  it('begin with what it is, what is open, and its slots', () => {
    const { lines } = viewed({
      order: { number: 'WO-1', done: 1, quantity: 5 },
      operator: 'AB',
      openUnits: [
        { unit: 2, uid: '3A00', stage: '', state: 'claimed', slot: '1', next: 'Present it again.' },
      ],
      warnings: [{ code: 'POOL_LOW', message: 'macs has 5 left' }],
    });
    expect(lines).toEqual([
      '19:00:00 controller-c, station bench-1, order WO-1: 1 of 5',
      '19:00:00 operator AB',
      '19:00:00 open: unit 2, 3A00, slot 1: Present it again.',
      '19:00:00 warning: [POOL_LOW] macs has 5 left',
      '18:30:00 slot 1: EMPTY put a board in',
    ]);
  });

  it('say each state of a slot once, and not each step of it', () => {
    const { station, fresh } = viewed();
    fresh();
    for (let done = 0; done < 3; done += 1)
      station.showSlot(
        slotOf('1', { insertion: 1, status: 'busy', step: { phase: 'burn-data', done, total: 3 } }),
      );
    station.showSlot(
      slotOf('1', { insertion: 1, status: 'pass', values, unit: 1, next: 'Take the board out.' }),
    );
    station.showSlot(slotOf('1', { insertion: 1 }));
    station.showSlot(
      slotOf('1', { insertion: 2, status: 'fail', code: 'UNIT_SPENT', message: 'a unit is spent' }),
    );
    station.showSlot(
      slotOf('1', {
        insertion: 2,
        status: 'fail',
        code: 'UNIT_SPENT',
        message: 'a unit is spent',
        alarm: 'look',
      }),
    );
    expect(fresh()).toEqual([
      '18:30:00 slot 1: BUSY burning the data …',
      '18:30:00 slot 1: PASS serial SN-000001, unit 1. Take the board out.',
      '18:30:00 slot 1: EMPTY put a board in',
      '18:30:00 slot 1: FAIL [UNIT_SPENT] a unit is spent',
      '18:30:00 slot 1: FAIL [UNIT_SPENT] a unit is spent. ALARM: look',
    ]);
  });

  it('say what else changes, once', () => {
    const { station, fresh } = viewed({ operator: 'AB' });
    fresh();
    const stopped = { code: 'ORDER_FULL', message: 'the order is full.', next: 'Begin another one.' };
    station.show({ stopped, operator: 'CD', operatorName: 'Clara' });
    station.show({ stopped });
    station.say({ type: 'note', message: 'unit 3 was not shown' });
    station.say({ type: 'alarm', slot: '1', code: 'SAME_DIE', message: 'the die is in slot 2 too' });
    station.say({ type: 'warning', code: 'OUTPUT_DOWN', message: 'no answer' });
    const { numbers } = station.state();
    station.show({ numbers: { ...numbers, units: 4 } });
    station.show({ numbers, operator: 'CD' });
    expect(fresh()).toEqual([
      '19:00:00 operator CD (Clara)',
      '19:00:00 STOPPED [ORDER_FULL] the order is full. Begin another one.',
      '19:00:00 unit 3 was not shown',
      '19:00:00 slot 1: ALARM: [SAME_DIE] the die is in slot 2 too',
      '19:00:00 warning: [OUTPUT_DOWN] no answer',
    ]);
  });

  it('end with the numbers, and hear nothing after it', () => {
    const { station, fresh, end } = viewed({ numbers: { units: 2, verified: 1, firstPassYield: 0.5 } });
    fresh();
    end();
    expect(fresh()).toEqual(['19:00:00 2 units, 1 verified, first pass 50.0 %']);
    expect(station.listeners).toBe(0);
  });

  it('say TRAINING, each of them', () => {
    const { station, lines, end } = viewed({ training: true });
    station.showSlot(slotOf('1', { insertion: 1, status: 'pass' }));
    end();
    expect(lines.filter((line) => !line.startsWith('TRAINING '))).toEqual([]);
    expect(lines).toHaveLength(4);
  });

  it('show hostile texts as they are written, on their own line', () => {
    const hostile = '\u001b[31m\u0007\u202e\nPASS';
    const { station, lines } = viewed({ product: hostile, operator: hostile });
    station.showSlot(slotOf('1', { insertion: 1, status: 'fail', message: hostile, next: hostile }));
    station.say({ type: 'note', message: hostile, slot: hostile });
    station.show({ failures: [{ at: since, slot: '1', insertion: 1, code: 'X', message: hostile }] });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what steers a terminal
    expect(lines.filter((line) => /[\u0000-\u001f\u202e]/.test(line))).toEqual([]);
  });
});
