import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { counted, optionalText, setTexts, t } from '../../../src/page/assets/text.js';
import { sourceTexts } from '../../support/sources.js';

afterEach(() => setTexts('en', {}));

describe('texts of the page', () => {
  it('are those of the language, and English where its file leaves one out', () => {
    setTexts('de', { 'word.fail': 'FEHLER', 'code.STUCK': 'Ein Bit hängt.' });
    expect(t('word.fail')).toBe('FEHLER');
    expect(t('word.pass')).toBe('PASS');
    expect(optionalText('code.STUCK')).toBe('Ein Bit hängt.');
    expect(optionalText('code.OTHER')).toBeUndefined();
  });

  it('have values put in, and show a name that nobody fills', () => {
    expect(t('slot', { slot: 'A' })).toBe('Slot A');
    expect(t('slot')).toBe('Slot {slot}');
    expect(t('slot', { slot: '{slot}' })).toBe('Slot {slot}');
  });

  it('take the form that the language has for a number', () => {
    expect([0, 1, 2].map((count) => counted('open.title', count))).toEqual([
      '0 open units',
      '1 open unit',
      '2 open units',
    ]);
    setTexts('pl', {
      'open.title.one': '{count} sztuka',
      'open.title.few': '{count} sztuki',
      'open.title.many': '{count} sztuk',
    });
    expect([1, 3, 5].map((count) => counted('open.title', count))).toEqual([
      '1 sztuka',
      '3 sztuki',
      '5 sztuk',
    ]);
  });

  it('have a word and a sentence for each status, and a name for each phase', () => {
    const english: Readonly<Record<string, string>> = JSON.parse(
      readFileSync('src/page/assets/texts/en.json', 'utf8'),
    );
    const statuses = [
      ...readFileSync('src/station/slot-state.ts', 'utf8').matchAll(/^ {2}\| '([a-z-]+)'/gm),
    ].map(([, status]) => status);
    expect(statuses).toHaveLength(10);
    for (const status of statuses)
      for (const kind of ['word', 'next']) expect(english).toHaveProperty([`${kind}.${status}`]);
    const names = [...readFileSync('src/burn/events.ts', 'utf8').matchAll(/^ {2}\| '([a-z-]+)'/gm)].map(
      ([, phase]) => phase,
    );
    expect(names.length).toBeGreaterThan(9);
    for (const phase of names) expect(english).toHaveProperty([`phase.${phase}`]);
  });

  it('are all used', async () => {
    const sources = (await sourceTexts('src/page/assets')).map(({ text }) => text).join('\n');
    const keys = Object.keys(JSON.parse(readFileSync('src/page/assets/texts/en.json', 'utf8')));
    const made = /^(?:word|next|phase|screen|map|unit\.(?:scrap|release))[.-]|\.(?:one|other)$/;
    expect(keys.filter((key) => !made.test(key) && !sources.includes(`'${key}'`))).toEqual([]);
  });
});
