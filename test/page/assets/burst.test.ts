import { describe, expect, it } from 'vitest';
import { Burst } from '../../../src/page/assets/live/burst.js';
import { fc } from '../../support/property.js';

/** What is heard of keys that come one after the other, so many milliseconds apart. */
function heard(keys: readonly string[], gap: number, burst = new Burst()) {
  return keys.map((key, index) => burst.press({ key, at: 1000 + index * gap }));
}

const scanned = fc.string({ minLength: 2, maxLength: 60, unit: 'grapheme-ascii' });

describe('a burst of keys', () => {
  it('that ends with Enter is one scan, whatever is in it', () => {
    fc.assert(
      fc.property(scanned, fc.integer({ min: 0, max: 50 }), (text, gap) => {
        const last = heard([...text, 'Enter'], gap).at(-1);
        expect(last).toEqual({ type: 'scan', text });
      }),
    );
  });

  it('is kept from the page from its second key on', () => {
    expect(heard(['S', 'N', '1'], 5).map(({ type }) => type)).toEqual(['typing', 'burst', 'burst']);
  });

  it('may have Shift between its keys', () => {
    expect(heard(['Shift', 'S', 'Shift', 'N', 'Enter'], 5).at(-1)).toEqual({ type: 'scan', text: 'SN' });
  });

  it('is not what somebody types', () => {
    fc.assert(
      fc.property(scanned, fc.integer({ min: 90, max: 1000 }), (text, gap) => {
        expect(heard([...text, 'Enter'], gap).every(({ type }) => type === 'typing')).toBe(true);
      }),
    );
  });

  it('is not what was typed before Enter came late', () => {
    const burst = new Burst();
    heard(['4', '2'], 5, burst);
    expect(burst.press({ key: 'Enter', at: 5000 })).toEqual({ type: 'typing' });
  });

  it('begins with an empty scan after each Enter', () => {
    const keys = ['A', 'B', 'Enter', 'C', 'D', 'Enter'];
    expect(heard(keys, 5).at(-1)).toEqual({ type: 'scan', text: 'CD' });
  });

  it('with a gap in it is broken, and its tail no scan', () => {
    fc.assert(
      fc.property(scanned, scanned, fc.integer({ min: 81, max: 500 }), (head, tail, gap) => {
        const burst = new Burst();
        heard([...head], 5, burst);
        const at = 1000 + ([...head].length - 1) * 5 + gap;
        const rest = [...tail, 'Enter'].map((key, index) => burst.press({ key, at: at + index * 5 }));
        expect(rest.at(-1)).toEqual({ type: 'broken' });
        expect(heard(['A', 'B', 'Enter'], 5, burst).at(-1)).toEqual({ type: 'scan', text: 'AB' });
      }),
    );
  });

  it('whose Enter comes late is broken, too', () => {
    const burst = new Burst();
    heard(['4', '2'], 5, burst);
    expect(burst.press({ key: 'Enter', at: 1105 })).toEqual({ type: 'broken' });
  });

  it.each(['Control', 'AltGraph', 'ArrowLeft', 'Unidentified', 'Dead'])(
    'with the key %s before it or in it is broken',
    (key) => {
      expect(heard([key, 'A', 'B', 'Enter'], 5).at(-1)).toEqual({ type: 'broken' });
      expect(heard(['A', 'B', key, 'C', 'D', 'Enter'], 5).at(-1)).toEqual({ type: 'broken' });
    },
  );

  it('may begin with CapsLock, and is broken by it later', () => {
    expect(heard(['CapsLock', 'A', 'B', 'Enter'], 5).at(-1)).toEqual({ type: 'scan', text: 'AB' });
    expect(heard(['A', 'B', 'CapsLock', 'C', 'D', 'Enter'], 5).at(-1)).toEqual({ type: 'broken' });
  });

  it('comes after a quiet, not right behind what somebody types', () => {
    const burst = new Burst();
    burst.press({ key: 'x', at: 700 });
    expect(heard(['A', 'B', 'Enter'], 5, burst).at(-1)).toEqual({ type: 'broken' });
    burst.press({ key: 'x', at: 400 });
    expect(heard(['A', 'B', 'Enter'], 5, burst).at(-1)).toEqual({ type: 'scan', text: 'AB' });
  });

  it('in a field is kept from it from the sixth key on, and typing before that', () => {
    const inField = (keys: readonly string[], burst = new Burst()) =>
      keys.map((key, index) => burst.press({ key, at: 1000 + index * 5, isInField: true }));
    expect(inField([...'SN-0042']).map(({ type }) => type)).toEqual([
      ...Array(5).fill('typing'),
      ...['burst', 'burst'],
    ]);
    expect(inField([...'SN-0042', 'Enter']).at(-1)).toEqual({ type: 'scan', text: 'SN-0042' });
    expect(inField([...'SN-00', 'Enter']).at(-1)).toEqual({ type: 'typing' });
    const burst = new Burst();
    inField([...'cracked'], burst);
    expect(burst.press({ key: 'Enter', at: 1200, isInField: true })).toEqual({ type: 'typing' });
  });
});
