import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { widthOf, wrapLines } from '../../src/cli/wrap.js';
import { fc } from '../support/property.js';

describe('lines for a terminal', () => {
  it('are left alone where they fit', () => {
    expect(wrapLines('one\n  two\n', 20)).toBe('one\n  two\n');
  });

  it('are broken at blanks, and go on two columns further in', () => {
    expect(wrapLines('the quick brown fox jumps over', 20)).toBe('the quick brown fox\n  jumps over');
    expect(wrapLines('  the quick brown fox jumps over', 20)).toBe('  the quick brown\n    fox jumps over');
  });

  it('are broken in a word that is wider than a line', () => {
    expect(wrapLines(`plan ${'a'.repeat(30)}`, 20)).toBe(`plan\n  ${'a'.repeat(18)}\n  ${'a'.repeat(12)}`);
  });

  it('count wide characters as two columns', () => {
    expect(wrapLines('漢'.repeat(12), 20)).toBe(`${'漢'.repeat(10)}\n  漢漢`);
  });

  it('are measured as string-width measures them', () => {
    const some = fc.array(
      fc.constantFrom('a', '~', ' ', '…', '’', '“', '–', '×', '漢', '\u0301', '\u200b', '\t', '👍'),
    );
    fc.assert(
      fc.property(some, (signs) => {
        expect(widthOf(signs.join(''))).toBe(stringWidth(signs.join('')));
      }),
    );
  });

  it('are never wider than the terminal, and lose nothing but blanks', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 200 }),
        fc.integer({ min: 20, max: 90 }),
        (text, columns) => {
          const wrapped = wrapLines(text, columns);
          for (const line of wrapped.split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
          expect(wrapped.replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''));
        },
      ),
    );
  });
});
