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

  it('begins with an empty scan after each Enter, and after a key that writes nothing', () => {
    const burst = new Burst();
    expect(heard(['A', 'B', 'Enter', 'C', 'D', 'Enter'], 5, burst).at(-1)).toEqual({
      type: 'scan',
      text: 'CD',
    });
    expect(heard(['A', 'B', 'ArrowLeft', 'C', 'D', 'Enter'], 5, burst).at(-1)).toEqual({
      type: 'scan',
      text: 'CD',
    });
  });
});
