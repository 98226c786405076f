import { describe, expect, it } from 'vitest';
import { interruptedAmong, type JournalLine, partReplaced } from '../../src/journal/index.js';
import { beginEntry, endEntry } from './entries.js';

const base = 0x1fff7000;
const slots = [1, 2, 3].map((slot) => ({ record: 'identity', slot, units: spans(slotAt(slot), 24) }));

function slotAt(slot: number): number {
  return base + (slot - 1) * 32;
}

/** Single double words, as a layout names the units of a slot. */
function spans(address: number, length: number) {
  return Array.from({ length: length / 8 }, (_, index) => ({ address: address + 8 * index, length: 8 }));
}

const burn = (address: number, length: number) => ({ address, length, kind: 'data', state: 'burn' }) as const;

/** Both lines of a run that was to burn some stretches; cut off unless it has a result. */
function run(time: string, units: ReturnType<typeof burn>[], result?: 'done' | 'interrupted'): JournalLine[] {
  const head = { format: 'otpforge.journal/1', previous: '0'.repeat(64) } as const;
  const begin = beginEntry({ time, units });
  const lines: JournalLine[] = [{ ...head, ...begin }];
  return result ? [...lines, { ...head, ...endEntry({ run: begin.run, result, codes: [] }) }] : lines;
}

function partedAfter(...lines: JournalLine[]) {
  return partReplaced(interruptedAmong(lines), lines, slots);
}

const cut = () => run('2026-11-21T09:00:00.000Z', [burn(slotAt(1), 24), burn(base + 0x80, 8)]);

describe('a slot that was interrupted', () => {
  it('is replaced by a higher one that a later run has finished', () => {
    const spare = run('2026-11-21T10:00:00.000Z', [burn(slotAt(2), 24), burn(base + 0x80, 8)], 'done');
    expect(partedAfter(...cut(), ...spare)).toEqual({
      interrupted: [],
      replaced: [
        {
          run: expect.any(String),
          time: '2026-11-21T09:00:00.000Z',
          record: 'identity',
          slot: 1,
          units: [{ address: slotAt(1), length: 24 }],
          by: { slot: 2, run: expect.any(String), time: '2026-11-21T10:00:00.000Z' },
        },
      ],
    });
  });

  it('leaves what lies outside of it unfinished', () => {
    const spare = run('2026-11-21T10:00:00.000Z', [burn(slotAt(3), 24)], 'done');
    expect(partedAfter(...cut(), ...spare)).toMatchObject({
      interrupted: [{ units: [{ address: base + 0x80, length: 8 }] }],
      replaced: [{ slot: 1, by: { slot: 3 } }],
    });
  });

  it.each([
    ['by a run before it', [...run('', [burn(slotAt(2), 24)], 'done'), ...cut()]],
    ['by a run that was interrupted itself', [...cut(), ...run('', [burn(slotAt(2), 24)], 'interrupted')]],
    ['by a run without an end', [...cut(), ...run('', [burn(slotAt(2), 24)])]],
    ['by a part of a slot', [...cut(), ...run('', [burn(slotAt(2), 16)], 'done')]],
    [
      'by a lower slot, which may hold the older value',
      [...run('', [burn(slotAt(2), 24)]), ...run('', [burn(slotAt(1), 24)], 'done')],
    ],
  ])('is not replaced %s', (_by, lines) => {
    expect(partedAfter(...lines)).toMatchObject({ replaced: [] });
    expect(partedAfter(...lines).interrupted).not.toEqual([]);
  });

  it('is replaced when the spare was interrupted too and finished then', () => {
    const spare = [burn(slotAt(2), 24), burn(base + 0x80, 8)];
    const lines = [...cut(), ...run('', spare, 'interrupted'), ...run('', spare, 'done')];
    expect(partedAfter(...lines)).toMatchObject({
      interrupted: [],
      replaced: [{ slot: 1, by: { slot: 2 } }],
    });
  });
});
