import { describe, expect, it } from 'vitest';
import { patternHelper } from '../../src/header/readers/pattern.js';
import { wholeValue } from '../../src/layout/codec/whole-value.js';
import { fc } from '../support/property.js';
import { onHost } from './support/compile.js';

const patterns = [
  'SN-[0-9]{4,13}',
  '^[A-Z0-9]+-\\d{6}$',
  '(?:a+)+b',
  'a|b{2,}|c?',
  '[^a-c]*',
  '.{3}',
  '',
  '(?<x>a)[ab]*(?:b|)',
  'é|[α-ω]{2}',
  '\\p{Lu}+',
  '[\\u{1F600}-\\u{1F64F}]+x?',
] as const;

describe('a pattern in C', () => {
  it.each(['ascii', 'utf8'] as const)('matches the texts that the layout takes, of type %s', (type) => {
    const texts = fc.sample(fc.tuple(fc.constantFrom(...patterns), textOf(type)), 4000);
    const cases = [
      ...texts,
      ...examples.flatMap((text) => patterns.map((each) => [each, text] as const)),
    ].filter(([, text]) => type === 'utf8' || /^[\x20-\x7e]*$/.test(text));
    const wanted = cases.map(([pattern, text]) => [pattern, text, wholeValue(pattern)(text)]);
    const found = run(type, cases);
    expect(cases.map(([pattern, text], index) => [pattern, text, found[index]])).toEqual(wanted);
    for (const is of [true, false]) expect(wanted.some(([, , matches]) => matches === is)).toBe(true);
  });

  it.each(['([ab]+)-\\1', '\\bx', '(?=a).', 'a^', '(?:(?:a|b)*a(?:a|b){14})'])(
    'is not made of %s',
    (pattern) => {
      expect(patternHelper(pattern, 'ascii')).toBeUndefined();
    },
  );
});

const examples = [
  'SN-0042',
  'SN-004',
  'AB1-123456',
  'aaab',
  'bb',
  'c',
  'abc',
  'é',
  'αω',
  'ÄÖ',
  '😀😁x',
  'a',
  '',
];

/** Texts made of what the patterns are about, so that many of them match. */
function textOf(type: 'ascii' | 'utf8'): fc.Arbitrary<string> {
  const pieces = ['SN-', '0042', 'A', 'B1-123456', 'a', 'ab', 'b', 'c', ' ', '~'];
  const more = type === 'utf8' ? ['é', 'α', 'ω', 'Ä', '😀', '€', '\u{10FFFD}'] : [];
  return fc.array(fc.constantFrom(...pieces, ...more), { maxLength: 5 }).map((all) => all.join(''));
}

function run(
  type: 'ascii' | 'utf8',
  cases: readonly (readonly [(typeof patterns)[number], string])[],
): readonly boolean[] {
  const helpers = patterns.map((pattern) => patternHelper(pattern, type));
  const code = new Set(
    helpers
      .flatMap((helper) => [...(helper?.needs ?? []), ...(helper ? [helper] : [])])
      .map((each) => each.code),
  );
  const main = `#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
${[...code].join('\n')}
int main(void)
{
    static bool (*const match[])(const uint8_t *, uint32_t) = { ${helpers.map((helper) => helper?.name).join(', ')} };
    int pattern;
    uint8_t text[256];
    while ((pattern = getchar()) != EOF) {
        const uint32_t length = (uint32_t)getchar();
        if (fread(text, 1, length, stdin) != length) return 1;
        putchar(match[pattern](text, length) ? 1 : 0);
    }
    return 0;
}
`;
  const input = cases.flatMap(([pattern, text]) => {
    const bytes = Buffer.from(text);
    return [patterns.indexOf(pattern), bytes.length, ...bytes];
  });
  return [...onHost('c11', { 'main.c': main }, Uint8Array.from(input))].map((each) => each === 1);
}
