import { describe, expect, it } from 'vitest';
import { stationLines } from '../../../src/cli/station/screen.js';
import { statusWords } from '../../../src/cli/station/status-words.js';
import { widthOf } from '../../../src/cli/wrap.js';
import type { SlotState, SlotStatus } from '../../../src/station/slot-state.js';
import type { StationState } from '../../../src/station/station-state.js';
import { plain } from '../../../src/text/tone.js';
import { fc } from '../../support/property.js';
import { since, slotOf, stateOf } from './fake-station.js';

const size = { columns: 80, rows: 24 };

function shown(state: Partial<StationState>, at = size, typed = ''): readonly string[] {
  return stationLines(stateOf(state), at, typed).map((line) => plain(line).trimEnd());
}

/** The line of one slot. */
function slotLine(slot: Partial<SlotState>): string {
  return shown({ slots: [slotOf('1', slot)] })[1] ?? '';
}

const values = [
  { field: 'lot', text: 'L-7' },
  { field: 'serial', text: 'SN-000001' },
];

describe('the screen of a station', () => {
  it('has a line for each slot, and all about the shift', () => {
    expect(
      shown({
        operator: 'AB',
        operatorName: 'Anna',
        order: { number: 'WO-1', done: 3, quantity: 12 },
        slots: [
          slotOf('1', { status: 'pass', insertion: 3, values, unit: 4, next: 'Take the board out.' }),
          slotOf('left', { status: 'busy', step: { phase: 'verify-data', done: 1, total: 3 } }),
          slotOf('9', {
            status: 'fail',
            code: 'UNIT_SPENT',
            message: 'a unit is spent',
            next: 'Set it aside.',
          }),
        ],
        numbers: { units: 4, verified: 3, firstPassYield: 0.75, finalYield: 0.9999, medianSeconds: 12.34 },
        openUnits: [
          {
            unit: 2,
            serial: 'SN-000002',
            stage: '',
            state: 'claimed',
            slot: '1',
            station: 'bench-1',
            next: 'Present it again.',
          },
          { unit: 3, stage: '', state: 'claimed', next: 'Find its board.' },
        ],
        failures: [
          {
            at: since,
            slot: '9',
            insertion: 2,
            serial: 'SN-000009',
            code: 'UNIT_SPENT',
            message: 'a unit is spent',
          },
        ],
        warnings: [{ code: 'POOL_LOW', message: 'macs has 5 left' }],
      }),
    ).toEqual([
      'controller-c  station bench-1  order WO-1: 3 of 12  operator AB (Anna)',
      '1     ✔ PASS          serial SN-000001, lot L-7, unit 4',
      'left  » BUSY          reading the data back 33%',
      '9     ✖ FAIL          [UNIT_SPENT] a unit is spent',
      'slot 9: Set it aside.',
      '4 units, 3 verified, first pass 75.0 %, final 99.9 %, median 12.3 s',
      '2 open units:',
      '  unit 2, SN-000002, slot 1 of bench-1: Present it again.',
      '  unit 3: Find its board.',
      '[POOL_LOW] macs has 5 left',
      '18:30:00 slot 9 [UNIT_SPENT] SN-000009: a unit is spent',
      'Enter starts, q ends; scan at any time',
    ]);
  });

  it.each([
    [{ status: 'empty' }, '1  · EMPTY         put a board in'],
    [{ status: 'ready' }, '1  ○ READY         waits for its start'],
    [{ status: 'busy', step: { phase: 'connect', done: 0, total: 1 } }, '1  » BUSY          connecting …'],
    [{ status: 'confirm' }, '1  ? CONFIRM       burn as the plan above shows? y or n'],
    [{ status: 'again', values, unit: 4 }, '1  = AGAIN         serial SN-000001, lot L-7, unit 4'],
    [{ status: 'reworked', unit: 4 }, '1  + REWORKED      unit 4'],
    [
      { status: 'not-recorded', code: 'LEDGER_BUSY', message: 'no answer', unit: 4 },
      '1  ! NOT RECORDED  [LEDGER_BUSY] unit 4: no answer',
    ],
    [{ status: 'paused' }, '1  - PAUSED        leaves boards alone'],
    [{ status: 'fail', code: 'OTHER', message: 'odd', uid: '3A00' }, '1  ✖ FAIL          [OTHER] 3A00: odd'],
  ] as const)('shows %o', (slot, line) => {
    expect(slotLine(slot)).toBe(line);
  });

  it('tells all states apart by word and by sign', () => {
    const words = Object.values(statusWords);
    expect(new Set(words.map(({ word }) => word)).size).toBe(words.length);
    expect(new Set(words.map(({ sign }) => sign)).size).toBe(words.length);
  });

  it('says PASS for no state but pass', () => {
    const statuses = Object.keys(statusWords) as SlotStatus[];
    const passing = statuses.filter((status) => /PASS|✔/.test(slotLine({ status, values, unit: 4 })));
    expect(passing).toEqual(['pass']);
  });

  it('says that it is training in its first line and its last', () => {
    const lines = shown({ training: true, medium: 'simulated' });
    expect(lines[0]).toBe('TRAINING  controller-c  station bench-1  nobody has signed on');
    expect(lines.at(-1)).toBe('TRAINING  Enter starts, q ends; scan at any time');
  });

  it('shows why it is stopped and alarms before anything else', () => {
    const lines = shown({
      stopped: { code: 'ORDER_FULL', message: 'the order is full', next: 'Begin another one.' },
      slots: [slotOf('1', { status: 'fail', alarm: 'the same die is in slot 2', next: 'Call somebody.' })],
    });
    expect(lines.slice(1, 3)).toEqual(['STOPPED [ORDER_FULL] the order is full', '  Begin another one.']);
    expect(lines.slice(4, 6)).toEqual(['ALARM slot 1: the same die is in slot 2', 'slot 1: Call somebody.']);
  });

  it('asks for y or n while a plan waits, and shows a scan that is typed', () => {
    expect(shown({ slots: [slotOf('1', { status: 'confirm' })] }).at(-1)).toBe(
      'y burns, n declines, q ends; scan at any time',
    );
    expect(shown({}, size, 'LOT-1').at(-1)).toBe('scan: LOT-1');
  });

  it('leaves out what matters least where there is no room, and never a slot or the keys', () => {
    const slots = ['1', '2', '3', '4'].map((slot) => slotOf(slot, { status: 'fail', next: 'Set it aside.' }));
    const failures = [{ at: since, slot: '1', insertion: 1, code: 'OTHER', message: 'odd' }];
    const lines = shown({ slots, failures }, { columns: 80, rows: 8 });
    expect(lines).toHaveLength(8);
    expect(lines.filter((line) => line.includes('FAIL'))).toHaveLength(4);
    expect(lines.at(-1)).toContain('q ends');
    expect(lines.join('\n')).not.toContain('odd');
  });

  it('shows hostile texts as they are written, on their own line', () => {
    const hostile = '\u001b[31m\u0007\u202e\nPASS';
    const lines = shown({
      product: hostile,
      slots: [slotOf('1', { status: 'fail', message: hostile, next: hostile, alarm: hostile })],
      warnings: [{ code: 'W', message: hostile }],
    });
    expect(lines).toHaveLength(7);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what steers a terminal
    expect(lines.join('\n')).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
  });

  it('fits any width, with wide characters too', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 60 });
    fc.assert(
      fc.property(
        text,
        text,
        fc.integer({ min: 1, max: 100 }),
        fc.integer({ min: 1, max: 30 }),
        (name, message, columns, rows) => {
          const slots = [slotOf('1', { status: 'fail', message, next: message }), slotOf(name)];
          const lines = stationLines(
            stateOf({ product: name, slots, training: true }),
            { columns, rows },
            message,
          );
          for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(columns);
          expect(lines.length).toBeLessThanOrEqual(Math.max(2, rows));
        },
      ),
    );
  });
});
