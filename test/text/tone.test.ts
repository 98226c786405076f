import { describe, expect, it } from 'vitest';
import { printable } from '../../src/text/printable.js';
import { betweenMarks, painted, plain, toned } from '../../src/text/tone.js';

const esc = '\u001b';

describe('a toned text', () => {
  it('is coloured by its meaning, and the same words without colours', () => {
    const text = `${toned('pass', 'PASS')}  ${toned('fail', 'no')}`;
    expect(painted(text)).toBe(`${esc}[1;32mPASS${esc}[0m  ${esc}[1;31mno${esc}[0m`);
    expect(plain(text)).toBe('PASS  no');
  });

  it('goes on over lines, and leaves no colour on at the end of one', () => {
    expect(painted(toned('pass', 'a\nb'))).toBe(`${esc}[1;32ma${esc}[0m\n${esc}[1;32mb${esc}[0m`);
    expect(painted(toned('pass', `a${toned('quiet', 'b')}c`))).toBe(
      `${esc}[1;32ma${esc}[2mb${esc}[0m${esc}[1;32mc${esc}[0m`,
    );
  });

  it('is nothing when it is empty', () => {
    expect(toned('pass', '')).toBe('');
  });

  it('cannot come from outside: its marks are escaped in what was read', () => {
    expect(printable(toned('pass', 'PASS'))).toMatch(/^\\u\{E0..\}PASS\\u\{E0..\}$/);
  });

  it('is changed between its marks alone', () => {
    const text = `a${toned('pass', 'b\u001b')}`;
    expect(betweenMarks(text, printable)).toBe(`a${toned('pass', 'b\\u{1B}')}`);
  });

  it('ends what a missing end, or an end too many, leaves open', () => {
    const text = toned('pass', 'a');
    expect(painted(text.slice(0, -1))).toBe(`${esc}[1;32ma${esc}[0m`);
    expect(painted(`${text}${text.at(-1)}b`)).toBe(`${esc}[1;32ma${esc}[0mb`);
  });
});
