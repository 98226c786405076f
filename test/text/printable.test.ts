import { describe, expect, it } from 'vitest';
import {
  isPrintable,
  printable,
  printableDocument,
  printableJson,
  printableLines,
} from '../../src/text/printable.js';
import { fc } from '../support/property.js';
import { sourceTexts } from '../support/sources.js';

const anyText = fc.string({ unit: 'binary', maxLength: 40 });
const steers = /[^\P{C}\n]|[\p{Zl}\p{Zp}\p{DI}]/u;

describe('printable text', () => {
  it.each([
    ['a line feed', 'a\nb', 'a\\u{A}b'],
    ['a colour', '\u001b[31mred', '\\u{1B}[31mred'],
    ['a control of eight bits', '\u009b31m', '\\u{9B}31m'],
    ['a mark that turns the text', 'unit\u202egnp.hex', 'unit\\u{202E}gnp.hex'],
    ['a line separator', 'a\u2028b', 'a\\u{2028}b'],
    ['a letter that takes no room', 'a\u3164\ufe0fb', 'a\\u{3164}\\u{FE0F}b'],
    ['half a character', 'a\ud800', 'a\\u{D800}'],
    ['a character of another plane', '\u{E0041}', '\\u{E0041}'],
    ['letters and signs', 'Prüfung 測試 ✓ 🙂 x', 'Prüfung 測試 ✓ 🙂 x'],
  ])('shows %s', (_what, text, shown) => {
    expect(printable(text)).toBe(shown);
    expect(isPrintable(text)).toBe(text === shown);
  });

  it('holds nothing that cannot be seen, whatever it was made of', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(printable(text)).not.toMatch(/\n/);
        for (const shown of [
          printable(text),
          printableLines(text),
          printableJson([text, { [text]: text }], 1),
        ]) {
          expect(shown).not.toMatch(steers);
        }
      }),
    );
  });

  it('as JSON says what it said before', () => {
    fc.assert(
      fc.property(fc.dictionary(anyText, fc.oneof(anyText, fc.array(anyText))), (value) => {
        expect(JSON.parse(printableJson(value, 2))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('in a document leaves bytes and numbers alone, and every text on a line of its own', () => {
    const bytes = Uint8Array.of(1);
    expect(printableDocument({ a: ['x\ny', 1, null], b: { c: '\u202e' }, bytes })).toEqual({
      a: ['x\\u{A}y', 1, null],
      b: { c: '\\u{202E}' },
      bytes,
    });
  });
});

describe('the command line', () => {
  it('says everything by the one filter', async () => {
    const sources = await sourceTexts('src');
    const writing = sources.filter(({ text }) => /process\.(?:stdout|stderr)\.write|\bconsole\./.test(text));
    // The process that holds SEGGER's library speaks to its parent, which puts it into an error.
    expect(writing.map(({ file }) => file).toSorted()).toEqual([
      'src/cli/output.ts',
      'src/probe/jlink/worker.ts',
    ]);
  });
});
